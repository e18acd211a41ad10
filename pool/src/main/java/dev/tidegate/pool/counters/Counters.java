package dev.tidegate.pool.counters;

import java.util.EnumMap;
import java.util.Map;

/** Counters since the start; they never decrease. */
public final class Counters {
  private final Map<RequestKind, RequestCounters> requests = new EnumMap<>(RequestKind.class);
  private final Tally<StartReason> starts = new Tally<>(StartReason.class);
  private final Tally<ExitReason> exits = new Tally<>(ExitReason.class);
  private final Stopwatch noneFree = new Stopwatch();
  private final Stopwatch noneServiceable = new Stopwatch();
  private long failedStarts;
  private long rereadsRequested;
  private long rereadsSucceeded;
  private long rereadsFailed;

  /** Makes one in which nothing is counted yet. */
  public Counters() {
    for (RequestKind each : RequestKind.values()) {
      requests.put(each, new RequestCounters());
    }
  }

  /** A worker runs. */
  public void started(StartReason reason) {
    starts.add(reason);
  }

  /** A worker could not be started. */
  public void startFailed() {
    failedStarts++;
  }

  /** A worker's process is gone. */
  public void exited(ExitReason reason) {
    exits.add(reason);
  }

  /** Someone asked for a reread. */
  public void rereadRequested() {
    rereadsRequested++;
  }

  /** A reread has begun a generation. */
  public void rereadSucceeded() {
    rereadsSucceeded++;
  }

  /** A reread has failed: the filter could not be loaded. */
  public void rereadFailed() {
    rereadsFailed++;
  }

  /** Records the numbers of free and serviceable workers from that time on. */
  public void level(int free, int serviceable, long nowNanos) {
    noneFree.set(free == 0, nowNanos);
    noneServiceable.set(serviceable == 0, nowNanos);
  }

  /** Returns what is counted of the requests of one kind. */
  public RequestCounters requests(RequestKind kind) {
    RequestCounters found = requests.get(kind);
    if (found == null) {
      throw new IllegalStateException("nothing counts " + kind);
    }
    return found;
  }

  /** Returns how many scans have ended that a worker had, the lost ones included. */
  public long scans() {
    return requests(RequestKind.SCAN).durations().count();
  }

  /** Returns how many workers were started why. */
  public Tally<StartReason> starts() {
    return starts;
  }

  /** Returns how many starts there were without a process. */
  public long failedStarts() {
    return failedStarts;
  }

  /** Returns how many rereads were asked for. */
  public long rereadsRequested() {
    return rereadsRequested;
  }

  /** Returns how many rereads have begun a generation. */
  public long rereadsSucceeded() {
    return rereadsSucceeded;
  }

  /** Returns how many rereads have failed. */
  public long rereadsFailed() {
    return rereadsFailed;
  }

  /** Returns how many processes ended why. */
  public Tally<ExitReason> exits() {
    return exits;
  }

  /** Returns for how long no worker was free, altogether. */
  public long noneFreeNanos(long nowNanos) {
    return noneFree.nanos(nowNanos);
  }

  /** Returns for how long no request could be taken, altogether. */
  public long noneServiceableNanos(long nowNanos) {
    return noneServiceable.nanos(nowNanos);
  }
}

package dev.tidegate.pool.incidents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The last incidents: at most {@value #MOST}, and of all together at most {@value #MOST_BYTES}
 * bytes; beyond, the oldest are forgotten.
 */
public final class Incidents {
  public static final int MOST = 200;
  public static final int MOST_BYTES = 1 << 20;

  /** After this time an incident counts as complete, though its inspection is not over. */
  private static final long INSPECTION_NANOS = 1_000_000_000L;

  /** Newest first. */
  private final Deque<Incident> kept = new ArrayDeque<>();

  private long lastId;
  private long bytes;

  /** Returns the number that the next incident must have. */
  public long nextId() {
    return lastId + 1;
  }

  /** Returns the number of the latest incident, 0 if there was none. */
  public long lastId() {
    return lastId;
  }

  /**
   * Returns the number of the latest incident up to which each record is complete, so that a reader
   * need not ask for it again. A record counts as complete after a second.
   */
  public long settledId(long nowNanos) {
    long settled = lastId;
    for (Incident each : kept) {
      if (nowNanos - each.context().nanos() >= INSPECTION_NANOS) {
        break;
      }
      if (each.examination().isEmpty()) {
        settled = each.context().id() - 1;
      }
    }
    return settled;
  }

  /** Returns the number of the oldest one that is kept, 0 if there is none. */
  public long firstId() {
    return kept.isEmpty() ? 0 : kept.getLast().context().id();
  }

  public int size() {
    return kept.size();
  }

  long bytes() {
    return bytes;
  }

  /** Keeps one more. */
  public void add(Incident incident) {
    lastId = incident.context().id();
    kept.addFirst(incident);
    bytes += incident.bytes();
    forgetOldest();
  }

  /** Adds the result of an inspection, whether or not the incident is still kept. */
  public void examined(Incident incident, Incident.Examination seen) {
    boolean isKept = incident.context().id() >= firstId() && !kept.isEmpty();
    bytes -= isKept ? incident.bytes() : 0;
    incident.examined(seen);
    bytes += isKept ? incident.bytes() : 0;
    forgetOldest();
  }

  private void forgetOldest() {
    while (kept.size() > MOST || bytes > MOST_BYTES) {
      bytes -= kept.removeLast().bytes();
    }
  }

  /** Returns those with such numbers, newest first, at most so many. */
  List<Incident> newest(LongPredicate wanted, int most) {
    List<Incident> found = new ArrayList<>();
    Iterator<Incident> all = kept.iterator();
    while (all.hasNext() && found.size() < most) {
      Incident each = all.next();
      if (wanted.test(each.context().id())) {
        found.add(each);
      }
    }
    return found;
  }

  /** Returns how many there are with such numbers. */
  int count(LongPredicate wanted) {
    return (int) kept.stream().filter(each -> wanted.test(each.context().id())).count();
  }
}

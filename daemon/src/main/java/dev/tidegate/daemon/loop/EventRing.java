package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ProcessFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last inputs of the pool with their times, for the crash report: {@value #EVENTS} events,
 * fewer if their texts are long, and {@value #READIES} times at which a listener was ready for
 * output. These are kept separately because, with many listeners, they would displace the events.
 */
final class EventRing {
  static final int EVENTS = 1_000;
  static final int READIES = 4_096;

  /** Maximum size of all texts, in bytes: single map requests and answers may have 64 KiB. */
  static final int MAX_TEXT_BYTES = 4 << 20;

  /** Size of one memory measurement of a worker, in bytes. */
  private static final int MEASURED_BYTES = 32;

  private final long maxTextBytes;
  private final @Nullable Event[] events = new @Nullable Event[EVENTS];
  private final long[] monotonicNanos = new long[EVENTS];
  private final long[] wallMillis = new long[EVENTS];

  /**
   * Text size of each event, stored so that releasing an old event does not load it into the
   * processor's cache.
   */
  private final int[] textBytes = new int[EVENTS];

  private final long[] readyIds = new long[READIES];
  private final int[] readyRooms = new int[READIES];
  private final long[] readyMonotonicNanos = new long[READIES];
  private final long[] readyWallMillis = new long[READIES];

  /** Number of events before each of them. */
  private final long[] readyAfter = new long[READIES];

  private long readyCount;
  private long count;
  private int next;
  private int oldest;
  private int allTextBytes;

  /**
   * Creates a ring whose texts have at most {@value #MAX_TEXT_BYTES} bytes in total, or the given
   * number if that is lower.
   */
  EventRing(long maxTextBytes) {
    this.maxTextBytes = Math.min(maxTextBytes, MAX_TEXT_BYTES);
  }

  void add(Event event, Now now) {
    int bytes = textBytesOf(event);
    allTextBytes += bytes;
    forgetIn(next);
    events[next] = event;
    textBytes[next] = bytes;
    monotonicNanos[next] = now.monotonicNanos();
    wallMillis[next] = now.wallMillis();
    next = next + 1 == EVENTS ? 0 : next + 1;
    count++;
    while (allTextBytes > maxTextBytes) {
      forgetIn(oldest);
    }
  }

  void addListenerReady(long id, int room, Now now) {
    int at = (int) (readyCount++ % READIES);
    readyIds[at] = id;
    readyRooms[at] = room;
    readyMonotonicNanos[at] = now.monotonicNanos();
    readyWallMillis[at] = now.wallMillis();
    readyAfter[at] = count;
  }

  /** Releases the event at an index, which is the oldest, if there is one. */
  private void forgetIn(int place) {
    if (events[place] != null) {
      events[place] = null;
      allTextBytes -= textBytes[place];
      oldest = place + 1 == EVENTS ? 0 : place + 1;
    }
  }

  /**
   * Returns the size of the event's texts. The events of each request come first: cases are tried
   * in order.
   */
  private static int textBytesOf(Event event) {
    return switch (event) {
      case Event.Connected _, Event.RequestTaken _ -> 0;
      case Event.LineArrived arrived -> arrived.line().length();
      case Event.WorkerAnswered answered -> answered.line().length();
      case Event.WorkerExited exited -> exited.lastAnswer().map(String::length).orElse(0);
      case Event.WorkerStatus status -> status.line().length();
      case Event.WorkerStderr stderr -> stderr.line().length();
      case Event.SpawnFailed failed -> failed.reason().length();
      case Event.WorkerOutOfStep outOfStep -> outOfStep.what().length();
      case Event.RequestRefused refused -> refused.reason().length();
      case Event.LoaderStderr stderr -> stderr.line().length();
      case Event.LoaderNotStarted failed -> failed.reason().length();
      case Event.LoaderFaulted faulted -> faulted.what().length();
      case Event.Examined examined -> textBytesOf(examined.facts());
      case Event.MemoryMeasured measured -> MEASURED_BYTES * measured.workers().size();
      case Event.Started _,
          Event.BadInput _,
          Event.InputEnded _,
          Event.Disconnected _,
          Event.AnswerStalled _,
          Event.AnswerSent _,
          Event.WorkerSpawned _,
          Event.WorkerOutputEnded _,
          Event.RequestStalled _,
          Event.ForkUnanswered _,
          Event.WorkerReady _,
          Event.LoaderStarted _,
          Event.LoaderReady _,
          Event.LoaderEnded _,
          Event.LoaderMeasured _,
          Event.ConnectionReserve _,
          Event.DeadlineReached _,
          Event.RereadSignalled _,
          Event.TerminateSignalled _ ->
          0;
    };
  }

  private static int textBytesOf(ProcessFacts facts) {
    int bytes = 0;
    for (String file : facts.openFiles()) {
      bytes += file.length();
    }
    return bytes;
  }

  /** Returns the inputs in the ring, oldest first. */
  PoolTrace trace(PoolSettings settings, Now made) {
    List<PoolTrace.Moment> moments = new ArrayList<>();
    long ready = Math.max(0, readyCount - READIES);
    long keptEvents = 0;
    for (int i = 0; i < EVENTS; i++) {
      keptEvents += events[i] == null ? 0 : 1;
    }
    long before = count - keptEvents;
    // Readies from before the oldest event cannot be replayed.
    while (before > 0 && ready < readyCount && readyAfter[(int) (ready % READIES)] <= before) {
      ready++;
    }
    long readyMissing = ready;
    for (int i = 0; i < EVENTS; i++) {
      int at = (next + i) % EVENTS;
      Event event = events[at];
      if (event != null) {
        ready = addReadiesUpTo(before++, ready, moments);
        moments.add(new PoolTrace.Moment(event, new Now(monotonicNanos[at], wallMillis[at])));
      }
    }
    addReadiesUpTo(count, ready, moments);
    return new PoolTrace(settings, made, count - keptEvents + readyMissing, moments);
  }

  /**
   * Adds the readies with at most that many events before them; returns the index of the next one.
   */
  private long addReadiesUpTo(long eventsBefore, long from, List<PoolTrace.Moment> moments) {
    long ready = from;
    while (ready < readyCount && readyAfter[(int) (ready % READIES)] <= eventsBefore) {
      int at = (int) (ready++ % READIES);
      moments.add(
          new PoolTrace.Moment(
              new ListenerReady(readyIds[at], readyRooms[at]),
              new Now(readyMonotonicNanos[at], readyWallMillis[at])));
    }
    return ready;
  }
}

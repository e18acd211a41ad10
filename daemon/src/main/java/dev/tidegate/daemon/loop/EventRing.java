package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.values.ProcessFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last events with their times, kept for the report about a broken pool: fewer than {@value
 * #EVENTS} when their texts are long.
 */
final class EventRing {
  static final int EVENTS = 1_000;

  /** Map requests and answers may have 64 KiB each: their sum is bounded too. */
  static final int MAX_TEXT_BYTES = 4 << 20;

  /** Of one worker's memory. */
  private static final int MEASURED_BYTES = 32;

  private final long maxTextBytes;
  private final @Nullable Event[] events = new @Nullable Event[EVENTS];
  private final long[] monotonicNanos = new long[EVENTS];
  private final long[] wallMillis = new long[EVENTS];

  /** Kept, so that an old event, long out of the processor's cache, is not touched once more. */
  private final int[] textBytes = new int[EVENTS];

  private long count;
  private int next;
  private int oldest;
  private int allTextBytes;

  /** Keeps texts of at most {@value #MAX_TEXT_BYTES} bytes, or less where there is less memory. */
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

  /** Forgets the event in a place if there is one, which then is the oldest. */
  private void forgetIn(int place) {
    if (events[place] != null) {
      events[place] = null;
      allTextBytes -= textBytes[place];
      oldest = place + 1 == EVENTS ? 0 : place + 1;
    }
  }

  /** What each request consists of stands first: cases are tried in order. */
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

  /** Returns what is kept, oldest first. */
  PoolTrace trace(PoolSettings settings) {
    List<PoolTrace.Moment> moments = new ArrayList<>(EVENTS);
    for (int i = 0; i < EVENTS; i++) {
      int at = (next + i) % EVENTS;
      Event event = events[at];
      if (event != null) {
        moments.add(new PoolTrace.Moment(event, new Now(monotonicNanos[at], wallMillis[at])));
      }
    }
    return new PoolTrace(settings, count - moments.size(), moments);
  }
}

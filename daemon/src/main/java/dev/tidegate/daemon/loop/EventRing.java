package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.PoolTrace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events with their times, kept for the report about a broken pool. */
final class EventRing {
  static final int EVENTS = 1_000;

  private final @Nullable Event[] events = new @Nullable Event[EVENTS];
  private final long[] monotonicNanos = new long[EVENTS];
  private final long[] wallMillis = new long[EVENTS];
  private long count;
  private int next;

  void add(Event event, Now now) {
    events[next] = event;
    monotonicNanos[next] = now.monotonicNanos();
    wallMillis[next] = now.wallMillis();
    next = next + 1 == EVENTS ? 0 : next + 1;
    count++;
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

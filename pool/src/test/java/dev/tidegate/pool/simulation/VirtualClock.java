package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Now;
import java.util.PriorityQueue;

/** Virtual time, and what is going to happen in it. */
final class VirtualClock {
  private static final long FIRST_WALL_MILLIS = 1_700_000_000_000L;

  private record Entry(long atNanos, long order, Runnable step) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long nowNanos;
  private long wallOffsetMillis = FIRST_WALL_MILLIS;
  private long order;

  long nowNanos() {
    return nowNanos;
  }

  Now now() {
    return new Now(nowNanos, nowNanos / 1_000_000 + wallOffsetMillis);
  }

  void jumpWallClock(long byMillis) {
    wallOffsetMillis += byMillis;
  }

  void at(long atNanos, Runnable step) {
    entries.add(new Entry(Math.max(atNanos, nowNanos), order++, step));
  }

  void after(long nanos, Runnable step) {
    at(nowNanos + nanos, step);
  }

  /** Returns when the next step is due, {@link Long#MAX_VALUE} if there is none. */
  long nextNanos() {
    Entry next = entries.peek();
    return next == null ? Long.MAX_VALUE : next.atNanos;
  }

  void advanceTo(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
  }

  void runNext() {
    Entry next = entries.remove();
    advanceTo(next.atNanos);
    next.step.run();
  }
}

package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Now;
import java.util.function.LongSupplier;

/** Both clocks at one instant; the wall clock is read at most once per millisecond. */
final class Clocks {
  /** Minimum time between two reads of the wall clock, which has a resolution of milliseconds. */
  private static final long LOOKS_APART_NANOS = 1_000_000;

  private final LongSupplier monotonicNanos;
  private final LongSupplier wallMillis;
  private long lookedNanos;
  private long seenMillis;

  Clocks(LongSupplier monotonicNanos, LongSupplier wallMillis) {
    this.monotonicNanos = monotonicNanos;
    this.wallMillis = wallMillis;
    this.lookedNanos = monotonicNanos.getAsLong();
    this.seenMillis = wallMillis.getAsLong();
  }

  /** Returns the present time; the wall clock's value may be 1 ms old. */
  Now now() {
    long nowNanos = monotonicNanos.getAsLong();
    if (nowNanos - lookedNanos >= LOOKS_APART_NANOS) {
      lookedNanos = nowNanos;
      seenMillis = wallMillis.getAsLong();
    }
    return new Now(nowNanos, seenMillis);
  }
}

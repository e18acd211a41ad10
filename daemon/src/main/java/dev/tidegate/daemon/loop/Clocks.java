package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Now;
import java.util.function.LongSupplier;

/** Both clocks at one instant; the wall clock is read at most once a millisecond. */
final class Clocks {
  /** The wall clock counts milliseconds, so another look sooner than this tells nothing new. */
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

  /** Returns the present time; that of the wall clock may be a millisecond old. */
  Now now() {
    long nowNanos = monotonicNanos.getAsLong();
    if (nowNanos - lookedNanos >= LOOKS_APART_NANOS) {
      lookedNanos = nowNanos;
      seenMillis = wallMillis.getAsLong();
    }
    return new Now(nowNanos, seenMillis);
  }
}

package dev.tidegate.pool.feed;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.PoolCounts;

/** The counts of the pool at one moment. */
public record CountsAt(PoolCounts counts, Now now) {

  private static final long SHARED_NANOS = 100_000_000L;

  long nanos() {
    return now.monotonicNanos();
  }

  long wallMillis() {
    return now.wallMillis();
  }

  /** Returns whether these counts can stand for those of the given moment, a little later. */
  boolean holdsAt(CountsAt later) {
    return counts.equals(later.counts) && later.nanos() - nanos() < SHARED_NANOS;
  }
}

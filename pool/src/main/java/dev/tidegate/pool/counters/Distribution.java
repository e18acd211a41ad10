package dev.tidegate.pool.counters;

import java.util.List;
import java.util.stream.LongStream;

/** Histogram of durations. */
public final class Distribution {
  /**
   * The upper bounds of the buckets in milliseconds, each one within; a last bucket has the rest.
   */
  public static final List<Long> BOUNDS_MILLIS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000,
              120_000, 300_000, 600_000)
          .boxed()
          .toList();

  private static final long MILLI_NANOS = 1_000_000;
  private static final long[] BOUNDS_NANOS =
      BOUNDS_MILLIS.stream().mapToLong(millis -> millis * MILLI_NANOS).toArray();

  private final long[] buckets = new long[BOUNDS_NANOS.length + 1];
  private long count;
  private long sumNanos;

  /** Makes an empty one. */
  public Distribution() {}

  /** Counts one that took so long. */
  public void add(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket]++;
    count++;
    sumNanos += nanos;
  }

  /** Returns how many there were. */
  public long count() {
    return count;
  }

  /** Returns how long they took together, in milliseconds. */
  public long sumMillis() {
    return sumNanos / MILLI_NANOS;
  }

  /** Returns how many each bucket has by itself; one more than there are bounds. */
  public List<Long> buckets() {
    return LongStream.of(buckets).boxed().toList();
  }
}

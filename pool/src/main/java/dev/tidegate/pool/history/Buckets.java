package dev.tidegate.pool.history;

import java.util.Arrays;

/** A ring of sums, one for each of the last intervals of a clock that are worth remembering. */
final class Buckets {
  private final long[] intervals;
  private final long[] counts;
  private final long[] busy;
  private final long[] nanos;
  private final long[] firstWallSeconds;
  private final long[] lastWallSeconds;

  Buckets(int size) {
    intervals = new long[size];
    counts = new long[size];
    busy = new long[size];
    nanos = new long[size];
    firstWallSeconds = new long[size];
    lastWallSeconds = new long[size];
    Arrays.fill(intervals, Long.MIN_VALUE);
  }

  void add(long interval, long wallSeconds, int busyWorkers, long durationNanos) {
    int at = place(interval);
    if (intervals[at] != interval) {
      intervals[at] = interval;
      counts[at] = 0;
      busy[at] = 0;
      nanos[at] = 0;
      firstWallSeconds[at] = wallSeconds;
      lastWallSeconds[at] = wallSeconds;
    }
    counts[at]++;
    busy[at] += busyWorkers;
    nanos[at] += durationNanos;
    // Not simply the latest: the wall clock may have been set back within the interval.
    firstWallSeconds[at] = Math.min(firstWallSeconds[at], wallSeconds);
    lastWallSeconds[at] = Math.max(lastWallSeconds[at], wallSeconds);
  }

  /** Sums up {@code n} intervals, of which {@code current} is the last. */
  Window last(int n, long current) {
    if (n < 1 || n > intervals.length) {
      throw new IllegalArgumentException(n + " intervals of " + intervals.length);
    }
    long count = 0;
    long busySum = 0;
    long nanosSum = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long interval = current - n + 1; interval <= current; interval++) {
      int at = place(interval);
      if (intervals[at] == interval) {
        count += counts[at];
        busySum += busy[at];
        nanosSum += nanos[at];
        first = Math.min(first, firstWallSeconds[at]);
        last = Math.max(last, lastWallSeconds[at]);
      }
    }
    return count == 0 ? Window.EMPTY : new Window(count, busySum, nanosSum, first, last);
  }

  private int place(long interval) {
    return Math.floorMod(interval, intervals.length);
  }
}

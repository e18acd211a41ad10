package dev.tidegate.client;

import java.time.Duration;

/** Instant on the monotonic clock after which an operation times out. */
record Deadline(long atNanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isPast() {
    return System.nanoTime() - atNanos >= 0;
  }

  /** Returns the time left in milliseconds, at least 1: a selector takes 0 for no limit. */
  long leftMillis() {
    return Math.max(1, (atNanos - System.nanoTime()) / 1_000_000);
  }
}

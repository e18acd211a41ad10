package dev.tidegate.client;

import java.time.Duration;

/** An instant on the monotonic clock after which one gives up. */
record Deadline(long atNanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isPast() {
    return System.nanoTime() - atNanos >= 0;
  }

  /** Returns at least 1: to a selector 0 would mean for ever. */
  long leftMillis() {
    return Math.max(1, (atNanos - System.nanoTime()) / 1_000_000);
  }
}

package dev.tidegate.tools.webhook;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline instead of a sleep. */
final class Until {
  private static final long PAUSE_NANOS = 5_000_000;

  private Until() {}

  static void holds(Duration patience, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("not within " + patience.toMillis() + " ms");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}

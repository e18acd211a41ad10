package dev.tidegate.acceptance.subject;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits for a condition, with a deadline instead of a sleep. Looking takes at most a fifth of the
 * time: some conditions start a program or read all that has come, and other tests run beside.
 */
public final class Until {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();

  private Until() {}

  /** A condition that may fail with what the attempt throws. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns once the condition holds; fails after a minute. */
  public static void holds(String what, Condition condition) {
    holds(what, PATIENCE, condition, () -> "");
  }

  /** Returns once the condition holds; fails after the patience, with the evidence. */
  public static void holds(
      String what, Duration patience, Condition condition, Supplier<String> evidence) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      long lookedNanos = System.nanoTime();
      if (tried(what, condition)) {
        return;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(
            "not within " + patience.toMillis() + " ms: " + what + "\n" + evidence.get());
      }
      long tookNanos = System.nanoTime() - lookedNanos;
      LockSupport.parkNanos(Math.clamp(4 * tookNanos, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
    }
  }

  private static boolean tried(String what, Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      throw new AssertionError("while waiting for: " + what, e);
    }
  }
}

package dev.tidegate.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a listener waits before it tries to connect again. */
public sealed interface ReconnectPolicy {
  /** It does not try again: the first loss, or the first refusal, closes the listener. */
  record Never() implements ReconnectPolicy {}

  /**
   * By chance between nothing and a bound that doubles with each failure (full jitter), so that
   * listeners that lost the same server do not all come back at the same moment.
   *
   * @param first the bound after the first failure, at least a millisecond
   * @param most the bound that it never exceeds, at least {@code first}
   */
  record Exponential(Duration first, Duration most) implements ReconnectPolicy {
    public Exponential {
      if (first.toMillis() < 1 || most.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "a wait grows from at least 1 ms, and not downwards: not from "
                + first
                + " to "
                + most);
      }
    }

    /** Returns the longest wait after so many failures in a row, of which there is at least one. */
    public Duration bound(int failures) {
      int doublings = Math.min(failures - 1, 62);
      long firstMillis = first.toMillis();
      long mostMillis = most.toMillis();
      boolean overflows = firstMillis > mostMillis >> doublings;
      return Duration.ofMillis(overflows ? mostMillis : firstMillis << doublings);
    }
  }

  /** Returns a policy that tries again after longer and longer waits, as chance has it. */
  static ReconnectPolicy exponential(Duration first, Duration most) {
    return new Exponential(first, most);
  }

  /** Returns a policy that never tries again. */
  static ReconnectPolicy never() {
    return new Never();
  }

  /**
   * Returns the wait after so many failures in a row, of which there is at least one: at least a
   * millisecond, but zero if there is to be no further try.
   */
  default Duration waitAfter(int failures, RandomGenerator random) {
    if (this instanceof Exponential exponential) {
      return Duration.ofMillis(1 + random.nextLong(exponential.bound(failures).toMillis()));
    }
    return Duration.ZERO;
  }
}

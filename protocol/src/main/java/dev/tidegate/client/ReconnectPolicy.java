package dev.tidegate.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Wait of a listener before it connects again. */
public sealed interface ReconnectPolicy {
  /** No reconnection: the first loss, or the first refusal, closes the listener. */
  record Never() implements ReconnectPolicy {}

  /**
   * Random wait between zero and a bound that doubles with each failure (full jitter), so that
   * listeners of one server do not all reconnect at the same moment.
   *
   * @param first bound after the first failure, at least 1 ms
   * @param most maximum of the bound, at least {@code first}
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

    /** Returns the bound after that number of successive failures, at least 1. */
    public Duration bound(int failures) {
      int doublings = Math.min(failures - 1, 62);
      long firstMillis = first.toMillis();
      long mostMillis = most.toMillis();
      boolean overflows = firstMillis > mostMillis >> doublings;
      return Duration.ofMillis(overflows ? mostMillis : firstMillis << doublings);
    }
  }

  /** Returns a policy with random waits below a doubling bound. */
  static ReconnectPolicy exponential(Duration first, Duration most) {
    return new Exponential(first, most);
  }

  /** Returns a policy without reconnection. */
  static ReconnectPolicy never() {
    return new Never();
  }

  /**
   * Returns the wait before the next attempt, at least 1 ms; zero if there is none.
   *
   * @param failures number of successive failures, at least 1
   */
  default Duration waitAfter(int failures, RandomGenerator random) {
    if (this instanceof Exponential exponential) {
      return Duration.ofMillis(1 + random.nextLong(exponential.bound(failures).toMillis()));
    }
    return Duration.ZERO;
  }
}

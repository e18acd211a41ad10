package dev.tidegate.tools.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long each time up to a bound, the half of it by
 * chance, so that many senders do not come back at once.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);

  /** The longest wait of our own choice. */
  static final Duration MOST = Duration.ofSeconds(30);

  /** The longest wait that a receiver may ask for. */
  static final Duration MOST_ASKED_FOR = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private Duration next = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Begins again with the shortest wait. */
  void reset() {
    next = FIRST;
  }

  /** Returns how long to wait now. */
  Duration next(Optional<Duration> askedFor) {
    long half = next.toMillis() / 2;
    Duration chosen = Duration.ofMillis(half + random.nextLong(half + 1));
    next = min(next.multipliedBy(2), MOST);
    Duration asked = min(askedFor.orElse(Duration.ZERO), MOST_ASKED_FOR);
    return asked.compareTo(chosen) > 0 ? asked : chosen;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

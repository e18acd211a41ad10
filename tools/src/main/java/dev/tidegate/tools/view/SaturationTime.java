package dev.tidegate.tools.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** For how long something was at zero, as far as it was watched. */
final class SaturationTime {
  private Optional<Instant> since = Optional.empty();
  private boolean known;
  private long pastMillis;

  /** It is so many from then on. */
  void become(OptionalInt count, Instant at) {
    if (count.isEmpty()) {
      return;
    }
    known = true;
    if (count.getAsInt() > 0) {
      end(at);
    } else if (since.isEmpty()) {
      since = Optional.of(at);
    }
  }

  /** Nobody knows from then on. */
  void lose(Instant at) {
    end(at);
  }

  private void end(Instant at) {
    pastMillis += lastingMillis(at);
    since = Optional.empty();
  }

  private long lastingMillis(Instant now) {
    return since.map(from -> Math.max(0, Duration.between(from, now).toMillis())).orElse(0L);
  }

  Optional<Instant> since() {
    return since;
  }

  /** Returns how long in all; empty if it was never known. */
  OptionalLong totalMillis(Instant now) {
    return known ? OptionalLong.of(pastMillis + lastingMillis(now)) : OptionalLong.empty();
  }
}

package dev.tidegate.tools.gate;

import java.time.Duration;

/** How times are written for people. */
final class Words {
  private Words() {}

  /** Returns {@code 250 ms}, {@code 15 s}, {@code 1.5 s} or {@code 90 min}. */
  static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (duration.toMinutes() >= 10) {
      return duration.toMinutes() + " min";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : "%.1f s".formatted(millis / 1000.0);
  }
}

package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times are written and read. */
final class GateText {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

  private GateText() {}

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

  /**
   * Reads {@code 250ms}, {@code 15s}, {@code 10m}, {@code 2h}, {@code 1d}, or {@code 15}, seconds.
   *
   * @throws IllegalArgumentException with a sentence, if it is none of these
   */
  static Duration time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          "invalid duration '" + text + "': use 500ms, 30s, 2m, 1h or 1d");
    }
    long number = Long.parseLong(time.group(1));
    String unit = time.group(2) == null ? "s" : time.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }
}

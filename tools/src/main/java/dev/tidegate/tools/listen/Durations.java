package dev.tidegate.tools.listen;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spans of time as people write them: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, {@code
 * 1d}.
 */
final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

  private Durations() {}

  /**
   * Returns the span of a text; a number alone is seconds.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "invalid duration '" + text + "': use 500ms, 30s, 2m, 1h or 1d");
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    return switch (unit == null ? "s" : unit) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** Returns a span in words: {@code 1.5 s}, {@code 12 s}, {@code 5 min}. */
  static String words(Duration span) {
    long millis = span.toMillis();
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return millis < 600_000 ? millis / 1_000 + " s" : millis / 60_000 + " min";
  }
}

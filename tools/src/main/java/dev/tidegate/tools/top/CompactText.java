package dev.tidegate.tools.top;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Figures and times as short as they can be read. */
final class CompactText {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final String UNKNOWN = "-";

  private CompactText() {}

  /** Returns a span in whole seconds or longer: {@code 12s}, {@code 2m05s}, {@code 3h12m}. */
  static String of(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 100) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%dh%02dm", seconds / 3_600, seconds / 60 % 60);
    }
    return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3_600 % 24);
  }

  static String ofMillis(long millis) {
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.1fs", millis / 1_000.0)
        : of(Duration.ofMillis(millis));
  }

  static String clock(Instant at, ZoneId zone) {
    return CLOCK.format(at.atZone(zone));
  }

  static String number(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : UNKNOWN;
  }

  static String number(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : UNKNOWN;
  }

  /** Returns a rate or a time with as many digits as say something. */
  static String number(OptionalDouble number) {
    if (number.isEmpty()) {
      return UNKNOWN;
    }
    double value = number.getAsDouble();
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }

  static String kib(OptionalLong kib) {
    if (kib.isEmpty()) {
      return UNKNOWN;
    }
    long value = kib.getAsLong();
    return value < 10_240 ? value + "K" : value / 1_024 + "M";
  }
}

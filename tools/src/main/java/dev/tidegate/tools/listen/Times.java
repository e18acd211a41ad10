package dev.tidegate.tools.listen;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as they are printed, to a millisecond. */
final class Times {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private Times() {}

  /** For programs. */
  static String utc(Instant time) {
    return UTC.format(time);
  }

  /** For people. */
  static String local(Instant time, ZoneId zone) {
    return LOCAL.withZone(zone).format(time);
  }
}

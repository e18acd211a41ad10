package dev.tidegate.daemon.journal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Function;

/** Formatted local time, computed at most once per second. */
final class TimestampFormat {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private final ZoneId zone;
  private final Function<ZonedDateTime, String> form;
  private long second = Long.MIN_VALUE;
  private String text = "";

  private TimestampFormat(ZoneId zone, Function<ZonedDateTime, String> form) {
    this.zone = zone;
    this.form = form;
  }

  /** Returns a stamp in the format of syslog: {@code Nov 2 08:05:00}. */
  static TimestampFormat syslog(ZoneId zone) {
    return new TimestampFormat(
        zone,
        time ->
            MONTHS[time.getMonthValue() - 1]
                + (time.getDayOfMonth() < 10 ? "  " : " ")
                + time.getDayOfMonth()
                + " "
                + clock(time));
  }

  /** Returns a stamp in the format of the statistics file: {@code 02/11/2026:08:05:00}. */
  static TimestampFormat statistics(ZoneId zone) {
    return new TimestampFormat(
        zone,
        time ->
            two(time.getDayOfMonth())
                + "/"
                + two(time.getMonthValue())
                + "/"
                + time.getYear()
                + ":"
                + clock(time));
  }

  private static String clock(ZonedDateTime time) {
    return two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond());
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : String.valueOf(number);
  }

  String at(long wallMillis) {
    long now = Math.floorDiv(wallMillis, 1000L);
    if (now != second) {
      second = now;
      text = form.apply(Instant.ofEpochSecond(now).atZone(zone));
    }
    return text;
  }
}

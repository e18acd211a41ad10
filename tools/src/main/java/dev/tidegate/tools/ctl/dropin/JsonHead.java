package dev.tidegate.tools.ctl.dropin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** What each JSON document of the client begins with: when and where it was made. */
final class JsonHead {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private JsonHead() {}

  static StringBuilder begin() {
    return begin(LocalDateTime.now(ZoneId.systemDefault()), hostname());
  }

  static StringBuilder begin(LocalDateTime now, String hostname) {
    StringBuilder json = new StringBuilder("{\"timestamp\": \"").append(asctime(now));
    json.append("\",\"hostname\": \"");
    for (int at = 0; at < hostname.length(); at++) {
      appendEscaped(json, hostname.charAt(at));
    }
    return json.append('"');
  }

  private static void appendEscaped(StringBuilder json, char each) {
    if (each == '"' || each == '\\') {
      json.append('\\').append(each);
    } else if (each < ' ' || each > '~') {
      json.append("\\u00").append(Character.forDigit(each >> 4 & 0xF, 16));
      json.append(Character.forDigit(each & 0xF, 16));
    } else {
      json.append(each);
    }
  }

  /** As asctime(3), without its newline; the words do not depend on the locale. */
  private static String asctime(LocalDateTime now) {
    int day = (now.getDayOfWeek().getValue() - 1) * 3;
    int month = (now.getMonthValue() - 1) * 3;
    return DAYS.substring(day, day + 3)
        + " "
        + MONTHS.substring(month, month + 3)
        + Printf.right(now.getDayOfMonth(), 3)
        + " "
        + twoDigits(now.getHour())
        + ":"
        + twoDigits(now.getMinute())
        + ":"
        + twoDigits(now.getSecond())
        + " "
        + now.getYear();
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static String hostname() {
    try {
      return new String(Files.readAllBytes(HOSTNAME), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException unknown) {
      return "localhost";
    }
  }
}

package dev.tidegate.protocol.notify;

import java.util.Arrays;
import java.util.List;

/**
 * Writer of one JSON object on one line of ASCII, at most {@value #MAX_BYTES} bytes with its
 * newline.
 *
 * <p>A string that is too long is truncated, and the object is marked {@code "cut":true}. Numbers,
 * names and bounded strings must be added first, unbounded strings last. A writer is reusable; it
 * is not safe for use by several threads.
 */
public final class JsonLine {
  /** Maximum length of a line, with its newline, in bytes. */
  public static final int MAX_BYTES = 4_096;

  /** Longest possible end of an object, after its last string. */
  private static final String CUT_END = ",\"cut\":true}\n";

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final long DAY_SECONDS = 86_400;

  private final byte[] bytes = new byte[MAX_BYTES];
  private int length;
  private boolean cut;

  /** Starts an object and discards the previous one. */
  public JsonLine begin() {
    length = 0;
    cut = false;
    put('{');
    return this;
  }

  /** Adds a number. */
  public JsonLine number(String name, long value) {
    name(name);
    ascii(Long.toString(value));
    return this;
  }

  /** Adds a boolean. */
  public JsonLine flag(String name, boolean value) {
    name(name);
    ascii(value ? "true" : "false");
    return this;
  }

  /** Adds a string; truncated if the object would become too long. */
  public JsonLine text(String name, String value) {
    return text(name, value, MAX_BYTES);
  }

  /** Adds a string, truncated to at most that many bytes within its quotes, escapes included. */
  public JsonLine text(String name, String value, int maxBytes) {
    name(name);
    string(value, maxBytes);
    return this;
  }

  /** Adds an array of numbers; there must be room for all. */
  public JsonLine numbers(String name, List<Long> values) {
    name(name);
    put('[');
    for (long each : values) {
      comma();
      ascii(Long.toString(each));
    }
    put(']');
    return this;
  }

  /** Adds an array of strings of at most that many bytes each; there must be room for all. */
  public JsonLine texts(String name, List<String> values, int maxBytesEach) {
    name(name);
    put('[');
    for (String each : values) {
      comma();
      string(each, maxBytesEach);
    }
    put(']');
    return this;
  }

  /** Adds an array of short strings. */
  public JsonLine texts(String name, List<String> values) {
    return texts(name, values, MAX_BYTES);
  }

  /** Starts a nested object. */
  public JsonLine open(String name) {
    name(name);
    put('{');
    return this;
  }

  /** Ends the nested object of {@link #open}. */
  public JsonLine close() {
    put('}');
    return this;
  }

  /** Adds a time of the years 0 to 9999, as {@code 2026-11-22T06:50:16.042Z}. */
  public JsonLine time(String name, long epochMillis) {
    name(name);
    put('"');
    long seconds = Math.floorDiv(epochMillis, 1_000L);
    date(Math.floorDiv(seconds, DAY_SECONDS));
    int second = (int) Math.floorMod(seconds, DAY_SECONDS);
    put('T');
    digits(second / 3_600, 2);
    put(':');
    digits(second / 60 % 60, 2);
    put(':');
    digits(second % 60, 2);
    put('.');
    digits((int) Math.floorMod(epochMillis, 1_000L), 3);
    put('Z');
    put('"');
    return this;
  }

  /** Ends the object and returns the line with its newline. */
  public byte[] end() {
    ascii(cut ? CUT_END : "}\n");
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Converts days since 1970, in years from March to February, so that a leap day is a year's last.
   */
  private void date(long epochDay) {
    long day = epochDay + 719_468;
    long era = Math.floorDiv(day, 146_097L);
    long dayOfEra = Math.floorMod(day, 146_097L);
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (int) ((5 * dayOfYear + 2) / 153);
    digits((int) (yearOfEra + era * 400 + (month >= 10 ? 1 : 0)), 4);
    put('-');
    digits(month < 10 ? month + 3 : month - 9, 2);
    put('-');
    digits((int) (dayOfYear - (153L * month + 2) / 5 + 1), 2);
  }

  private void digits(int value, int count) {
    int divisor = count == 4 ? 1_000 : count == 3 ? 100 : 10;
    for (; divisor > 0; divisor /= 10) {
      put('0' + value / divisor % 10);
    }
  }

  private void name(String name) {
    comma();
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void comma() {
    byte last = bytes[length - 1];
    if (last != '{' && last != '[') {
      put(',');
    }
  }

  private void string(String value, int maxBytes) {
    put('"');
    int end = Math.min(length + maxBytes, MAX_BYTES - CUT_END.length() - 1);
    for (int at = 0; at < value.length(); at++) {
      char each = value.charAt(at);
      int needed = isPlain(each) ? 1 : each == '"' || each == '\\' ? 2 : 6;
      if (length + needed > end) {
        cut = true;
        break;
      }
      character(each, needed);
    }
    put('"');
  }

  private void character(char each, int needed) {
    if (needed == 1) {
      put(each);
    } else if (needed == 2) {
      put('\\');
      put(each);
    } else {
      ascii("\\u");
      put(HEX[each >> 12 & 0xF]);
      put(HEX[each >> 8 & 0xF]);
      put(HEX[each >> 4 & 0xF]);
      put(HEX[each & 0xF]);
    }
  }

  private static boolean isPlain(char each) {
    return each >= ' ' && each <= '~' && each != '"' && each != '\\';
  }

  private void ascii(String text) {
    for (int at = 0; at < text.length(); at++) {
      put(text.charAt(at));
    }
  }

  private void put(int each) {
    bytes[length++] = (byte) each;
  }
}

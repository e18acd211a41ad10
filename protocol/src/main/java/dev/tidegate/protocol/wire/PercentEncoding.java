package dev.tidegate.protocol.wire;

/** Percent encoding as used by workers and their clients for one word of a line. */
public final class PercentEncoding {
  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  /**
   * Encodes every byte up to 32 and above 126, and {@code % \ ' "}, as {@code %} and two upper-case
   * hex digits; the result is at most three times as long.
   */
  public static String encode(String text) {
    int at = 0;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, at);
    for (; at < text.length(); at++) {
      char each = text.charAt(at);
      if (isPlain(each)) {
        encoded.append(each);
      } else {
        encoded.append('%').append(HEX.charAt(each >> 4 & 0xF)).append(HEX.charAt(each & 0xF));
      }
    }
    return encoded.toString();
  }

  /**
   * Decodes every {@code %} with two hex digits of either case; a {@code %} followed by anything
   * else stays. The result is never longer than the text.
   */
  public static String decode(String text) {
    int at = text.indexOf('%');
    if (at < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length()).append(text, 0, at);
    while (at < text.length()) {
      char each = text.charAt(at);
      int value = each == '%' ? byteAt(text, at + 1) : -1;
      decoded.append(value < 0 ? each : (char) value);
      at += value < 0 ? 1 : 3;
    }
    return decoded.toString();
  }

  private static int byteAt(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(at));
    int low = hexDigit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /**
   * Returns the value of an ASCII hex digit; {@link Character#digit} accepts digits of other
   * scripts too.
   */
  private static int hexDigit(char digit) {
    return digit < 128 ? Character.digit(digit, 16) : -1;
  }

  private static boolean isPlain(char each) {
    return each > 32 && each <= 126 && each != '%' && each != '\\' && each != '\'' && each != '"';
  }
}

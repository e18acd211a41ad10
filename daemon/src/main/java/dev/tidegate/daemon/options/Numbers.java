package dev.tidegate.daemon.options;

import java.util.OptionalLong;

/** Parser of numbers like {@code %d} of scanf(3): blanks, a sign, digits, any rest. */
final class Numbers {
  private Numbers() {}

  /** Returns the number at the start of a text, saturated at 64 bits; empty: there is none. */
  static OptionalLong leading(String text) {
    int at = 0;
    while (at < text.length() && (text.charAt(at) == ' ' || isControlBlank(text.charAt(at)))) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    int firstDigit = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at) - '0';
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
      at++;
    }
    return at == firstDigit ? OptionalLong.empty() : OptionalLong.of(negative ? -value : value);
  }

  private static boolean isControlBlank(char c) {
    return c >= '\t' && c <= '\r';
  }
}

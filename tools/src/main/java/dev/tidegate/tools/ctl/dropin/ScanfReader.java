package dev.tidegate.tools.ctl.dropin;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads numbers from a text as scanf(3) does: what is no number ends it, and whatever would follow
 * is 0.
 */
final class ScanfReader {
  private static final int HEX = 16;

  private final String text;
  private int at;
  private int count;
  private boolean ended;

  ScanfReader(String text) {
    this.text = text;
  }

  /** Returns how many numbers were read. */
  int count() {
    return count;
  }

  /** Reads {@code %d}. What is too large for a long is the largest; then it is cut to 32 bits. */
  int integer() {
    skipSpace();
    int start = at;
    skipSign();
    int firstDigit = at;
    long value = 0;
    boolean tooLarge = false;
    for (; isDigit(peek()); at++) {
      int digit = peek() - '0';
      tooLarge |= value > (Long.MAX_VALUE - digit) / 10;
      value = value * 10 + digit;
    }
    if (!took(at > firstDigit)) {
      return 0;
    }
    boolean negative = text.charAt(start) == '-';
    if (tooLarge) {
      value = negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      return (int) value;
    }
    return (int) (negative ? -value : value);
  }

  List<Integer> integers(int many) {
    List<Integer> integers = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      integers.add(integer());
    }
    return integers;
  }

  List<Double> numbers(int many) {
    List<Double> numbers = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      numbers.add(number());
    }
    return numbers;
  }

  /** Reads {@code %lf}. */
  double number() {
    skipSpace();
    int start = at;
    skipSign();
    double value;
    if (takeWord("nan")) {
      value = Double.NaN;
    } else if (takeWord("inf")) {
      // With one letter more it has to be the whole word.
      if (Character.toLowerCase(peek()) == 'i' && !takeWord("inity")) {
        value = -1;
      } else {
        value = Double.POSITIVE_INFINITY;
      }
    } else {
      value = digits();
    }
    if (!took(value >= 0 || Double.isNaN(value))) {
      return 0;
    }
    return text.charAt(start) == '-' ? -value : value;
  }

  /** Returns what stands here without a sign, or -1 if that is no number. */
  private double digits() {
    int start = at;
    boolean hex = peek() == '0' && (next() == 'x' || next() == 'X');
    if (hex) {
      at += 2;
    }
    int before = skipDigits(hex);
    int after = 0;
    if (peek() == '.') {
      at++;
      after = skipDigits(hex);
    }
    if (before + after == 0) {
      return -1;
    }
    String mantissa = text.substring(start, at);
    String exponent = exponent(hex);
    return Double.parseDouble(mantissa + exponent);
  }

  /** Takes an exponent, if one is there; one without digits counts as none. */
  private String exponent(boolean hex) {
    int start = at;
    char letter = Character.toLowerCase(peek());
    if (letter == (hex ? 'p' : 'e')) {
      at++;
      skipSign();
      if (skipDigits(false) > 0) {
        return text.substring(start, at);
      }
    }
    return hex ? "p0" : "";
  }

  private int skipDigits(boolean hex) {
    int start = at;
    while (isDigit(peek()) || (hex && Character.digit(peek(), HEX) >= 0 && peek() < 128)) {
      at++;
    }
    return at - start;
  }

  private boolean takeWord(String word) {
    boolean there = text.regionMatches(true, at, word, 0, word.length());
    if (there) {
      at += word.length();
    }
    return there;
  }

  private boolean took(boolean isNumber) {
    ended |= !isNumber;
    if (!ended) {
      count++;
    }
    return !ended;
  }

  private void skipSpace() {
    while (isSpace(peek())) {
      at++;
    }
  }

  private void skipSign() {
    if (peek() == '-' || peek() == '+') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() {
    return at + 1 < text.length() ? text.charAt(at + 1) : '\0';
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  private static boolean isSpace(char each) {
    return each == ' ' || (each >= '\t' && each <= '\r');
  }
}

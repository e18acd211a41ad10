package dev.tidegate.protocol.notify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parser of one JSON object that is a complete line.
 *
 * <p>Memory is bounded by the line; values nest at most {@value #MAX_DEPTH} deep.
 */
final class JsonReader {
  /** Maximum nesting depth, including the object itself. */
  static final int MAX_DEPTH = 32;

  private static final int MAX_WHOLE_DIGITS = 18;

  /** JSON value. */
  sealed interface Value {
    /** String. */
    record Text(String text) implements Value {}

    /** Number without fraction or exponent, of at most 18 digits. */
    record Whole(long number) implements Value {}

    /** Boolean. */
    record Flag(boolean isTrue) implements Value {}

    /** Array. */
    record Array(List<Value> values) implements Value {}

    /** Object; of a repeated name the last value counts. */
    record Fields(Map<String, Value> byName) implements Value {}

    /** Null, or a number of another kind. */
    record Other() implements Value {}
  }

  /**
   * Aborts the parsing of a text that is no object; without a stack trace, because malformed input
   * may be frequent.
   */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException() {
      super("no JSON", null, false, false);
    }
  }

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Parses an object; empty if the text is none, or has anything but white space around it. */
  static Optional<Value.Fields> read(String text) {
    JsonReader reader = new JsonReader(text);
    try {
      reader.skipSpace();
      Value.Fields object = reader.object(1);
      reader.skipSpace();
      return reader.at == text.length() ? Optional.of(object) : Optional.empty();
    } catch (MalformedException malformed) {
      return Optional.empty();
    }
  }

  private Value value(int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw new MalformedException();
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Value.Text(string());
      case 't' -> word("true", new Value.Flag(true));
      case 'f' -> word("false", new Value.Flag(false));
      case 'n' -> word("null", new Value.Other());
      default -> number();
    };
  }

  private Value.Fields object(int depth) throws MalformedException {
    Map<String, Value> fields = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (peek() == '}') {
      at++;
      return new Value.Fields(fields);
    }
    while (true) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      fields.put(name, value(depth + 1));
      skipSpace();
      if (endsAfter('}')) {
        return new Value.Fields(fields);
      }
    }
  }

  private Value array(int depth) throws MalformedException {
    List<Value> values = new ArrayList<>();
    expect('[');
    skipSpace();
    if (peek() == ']') {
      at++;
      return new Value.Array(values);
    }
    while (true) {
      skipSpace();
      values.add(value(depth + 1));
      skipSpace();
      if (endsAfter(']')) {
        return new Value.Array(values);
      }
    }
  }

  /** Consumes the closing character (and returns true) or the comma before the next value. */
  private boolean endsAfter(char end) throws MalformedException {
    if (peek() == end) {
      at++;
      return true;
    }
    expect(',');
    return false;
  }

  private String string() throws MalformedException {
    expect('"');
    int from = at;
    while (peek() != '"' && peek() != '\\') {
      plainCharacter();
    }
    if (peek() == '"') {
      return text.substring(from, at++);
    }
    StringBuilder unescaped = new StringBuilder(text.substring(from, at));
    while (peek() != '"') {
      unescaped.append(peek() == '\\' ? escaped() : plainCharacter());
    }
    at++;
    return unescaped.toString();
  }

  private char plainCharacter() throws MalformedException {
    char each = peek();
    if (each < ' ') {
      throw new MalformedException();
    }
    at++;
    return each;
  }

  private char escaped() throws MalformedException {
    expect('\\');
    char kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> fourHexDigits();
      default -> throw new MalformedException();
    };
  }

  private char fourHexDigits() throws MalformedException {
    int value = 0;
    for (int digits = 0; digits < 4; digits++) {
      char each = peek();
      // Character.digit accepts digits of every script.
      int digit = each < 0x80 ? Character.digit(each, 16) : -1;
      if (digit < 0) {
        throw new MalformedException();
      }
      value = value << 4 | digit;
      at++;
    }
    return (char) value;
  }

  private Value number() throws MalformedException {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int firstDigit = at;
    int digits = digits();
    if (digits == 0 || (digits > 1 && text.charAt(firstDigit) == '0')) {
      throw new MalformedException();
    }
    boolean hasFraction = skipFraction();
    boolean hasExponent = skipExponent();
    return !hasFraction && !hasExponent && digits <= MAX_WHOLE_DIGITS
        ? new Value.Whole(Long.parseLong(text.substring(from, at)))
        : new Value.Other();
  }

  private boolean skipFraction() throws MalformedException {
    if (!isNext('.')) {
      return false;
    }
    at++;
    if (digits() == 0) {
      throw new MalformedException();
    }
    return true;
  }

  private boolean skipExponent() throws MalformedException {
    if (!isNext('e') && !isNext('E')) {
      return false;
    }
    at++;
    if (isNext('+') || isNext('-')) {
      at++;
    }
    if (digits() == 0) {
      throw new MalformedException();
    }
    return true;
  }

  private int digits() {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  private Value word(String word, Value meaning) throws MalformedException {
    if (!text.startsWith(word, at)) {
      throw new MalformedException();
    }
    at += word.length();
    return meaning;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean isNext(char expected) {
    return at < text.length() && text.charAt(at) == expected;
  }

  private void expect(char expected) throws MalformedException {
    if (peek() != expected) {
      throw new MalformedException();
    }
    at++;
  }

  private char peek() throws MalformedException {
    if (at >= text.length()) {
      throw new MalformedException();
    }
    return text.charAt(at);
  }
}

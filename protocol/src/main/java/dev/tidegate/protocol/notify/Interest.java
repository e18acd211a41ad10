package dev.tidegate.protocol.notify;

import java.util.Optional;

/**
 * The types of messages that a listener has asked for.
 *
 * @param bits the sum of {@link MessageType#bit} of each type
 */
public record Interest(int bits) {
  /** Every type. */
  public static final Interest ALL = new Interest((1 << MessageType.values().length) - 1);

  /** No type; what is asked for by a line that names none. */
  public static final Interest NONE = new Interest(0);

  private static final MessageType[] TYPES = MessageType.values();

  /**
   * Returns what a line, without its newline, asks for; empty if it is no interest line, which
   * starts with a question mark.
   *
   * <p>A letter counts wherever it stands and {@code *} is every letter; all else is ignored.
   */
  public static Optional<Interest> parse(String line) {
    if (!line.startsWith("?")) {
      return Optional.empty();
    }
    int bits = 0;
    for (int at = 1; at < line.length(); at++) {
      char each = line.charAt(at);
      if (each == '*') {
        return Optional.of(ALL);
      }
      for (MessageType type : TYPES) {
        if (type.letter() == each) {
          bits |= type.bit();
        }
      }
    }
    return Optional.of(new Interest(bits));
  }

  /** Returns whether it holds the type. */
  public boolean wants(MessageType type) {
    return (bits & type.bit()) != 0;
  }

  /** Returns the line that asks for these types, without a newline. */
  public String line() {
    StringBuilder line = new StringBuilder("?");
    for (MessageType type : TYPES) {
      if (wants(type)) {
        line.append(type.letter());
      }
    }
    return line.toString();
  }
}

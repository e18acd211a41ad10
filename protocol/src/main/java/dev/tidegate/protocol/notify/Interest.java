package dev.tidegate.protocol.notify;

import java.util.Optional;

/**
 * The types of messages that a listener has asked for.
 *
 * @param bits the sum of {@link MessageType#bit} of each type
 */
public record Interest(int bits) {
  private static final MessageType[] TYPES = MessageType.values();

  /** Every type that has a letter. */
  public static final Interest ALL = new Interest(MessageType.SERVICEABLE_WORKERS.bit() - 1);

  /** No type; what is asked for by a line that names none. */
  public static final Interest NONE = new Interest(0);

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
        if (type.hasLetter() && type.letter() == each) {
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

  /** Returns these types with those that JSON adds to them: who wants F is told of serviceable. */
  public Interest inJson() {
    return wants(MessageType.FREE_WORKERS)
        ? new Interest(bits | MessageType.SERVICEABLE_WORKERS.bit())
        : this;
  }

  /** Returns the letters of these types, in alphabetical order. */
  public String letters() {
    StringBuilder letters = new StringBuilder();
    for (MessageType type : TYPES) {
      if (wants(type) && type.hasLetter()) {
        letters.append(type.letter());
      }
    }
    return letters.toString();
  }

  /** Returns the line that asks for these types, without a newline. */
  public String line() {
    return "?" + letters();
  }
}

package dev.tidegate.protocol.notify;

import java.util.Optional;

/**
 * Set of message types that a listener requests.
 *
 * @param bits the sum of {@link MessageType#bit} of each type
 */
public record Interest(int bits) {
  private static final MessageType[] TYPES = MessageType.values();

  /** All types that have a letter. */
  public static final Interest ALL = new Interest(MessageType.SERVICEABLE_WORKERS.bit() - 1);

  /** No type; the request of an interest line without letters. */
  public static final Interest NONE = new Interest(0);

  /**
   * Parses an interest line, given without its newline; empty if it is none, that is, does not
   * start with a question mark.
   *
   * <p>A letter counts at any position and {@code *} is every letter; other characters are ignored.
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

  /** Returns whether the set contains the type. */
  public boolean wants(MessageType type) {
    return (bits & type.bit()) != 0;
  }

  /**
   * Returns the types sent in JSON: F implies the numbers of serviceable workers, R rereads that
   * failed.
   */
  public Interest inJson() {
    int more = wants(MessageType.FREE_WORKERS) ? MessageType.SERVICEABLE_WORKERS.bit() : 0;
    more |= wants(MessageType.REREAD) ? MessageType.REREAD_FAILED.bit() : 0;
    return new Interest(bits | more);
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

  /** Returns the interest line of these types, without a newline. */
  public String line() {
    return "?" + letters();
  }
}

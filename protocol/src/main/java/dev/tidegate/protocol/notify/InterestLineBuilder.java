package dev.tidegate.protocol.notify;

import dev.tidegate.protocol.wire.LineSplitter;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds an interest line of which MIMEDefang sees the types alone.
 *
 * <p>MIMEDefang takes every capital letter and asterisk for a type, at any position; so words with
 * one are rejected.
 */
public final class InterestLineBuilder {
  private static final int MAX_TEXT_BYTES = LineSplitter.INTEREST_BYTES - 1;

  private final Interest interest;
  private final List<String> words = new ArrayList<>();

  /** Starts a line that requests these types. */
  public InterestLineBuilder(Interest interest) {
    this.interest = interest;
  }

  /** Requests JSON. */
  public InterestLineBuilder json() {
    return word("json");
  }

  /** Requests the present state. */
  public InterestLineBuilder snapshot() {
    return word("snapshot");
  }

  /**
   * Requests a heartbeat after each silence of that many seconds, 1 to {@value
   * InterestLine#MAX_HEARTBEAT_SECONDS}.
   *
   * @throws IllegalArgumentException if the number is out of range
   */
  public InterestLineBuilder heartbeat(int seconds) {
    if (seconds < 1 || seconds > InterestLine.MAX_HEARTBEAT_SECONDS) {
      throw new IllegalArgumentException(
          "a heartbeat every "
              + seconds
              + " s cannot be asked for: 1 to "
              + InterestLine.MAX_HEARTBEAT_SECONDS);
    }
    return word("heartbeat=" + seconds);
  }

  /** Requests the events after that one. */
  public InterestLineBuilder since(InterestLine.Since.After event) {
    return word("since=" + event.epoch() + ":" + event.seq());
  }

  /**
   * Adds any word, which this library need not know.
   *
   * @throws IllegalArgumentException if it has a character besides lower-case letters, digits and
   *     {@code = : . -}, or makes the line too long
   */
  public InterestLineBuilder word(String word) {
    if (word.isEmpty() || !word.chars().allMatch(InterestLineBuilder::isAllowed)) {
      throw new IllegalArgumentException(
          "'" + word + "' is no word of an interest line: it may have a-z 0-9 = : . - only");
    }
    words.add(word);
    if (line().length() > MAX_TEXT_BYTES) {
      words.remove(words.size() - 1);
      throw new IllegalArgumentException(
          "'" + word + "' makes the interest line longer than " + MAX_TEXT_BYTES + " bytes");
    }
    return this;
  }

  /** Returns the line without its newline. */
  public String line() {
    return words.isEmpty() ? interest.line() : interest.line() + " " + String.join(" ", words);
  }

  private static boolean isAllowed(int each) {
    return (each >= 'a' && each <= 'z')
        || (each >= '0' && each <= '9')
        || (each < 0x80 && "=:.-".indexOf(each) >= 0);
  }
}

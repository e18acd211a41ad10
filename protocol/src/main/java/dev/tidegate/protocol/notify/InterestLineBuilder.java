package dev.tidegate.protocol.notify;

import dev.tidegate.protocol.wire.LineSplitter;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts an interest line together, such that MIMEDefang's own multiplexor sees its types alone.
 *
 * <p>There every capital letter and asterisk counts as a type, wherever it stands; so a word with
 * one is refused.
 */
public final class InterestLineBuilder {
  private static final int MAX_TEXT_BYTES = LineSplitter.INTEREST_BYTES - 1;

  private final Interest interest;
  private final List<String> words = new ArrayList<>();

  /** Begins a line that asks for these types. */
  public InterestLineBuilder(Interest interest) {
    this.interest = interest;
  }

  /** Asks for JSON. */
  public InterestLineBuilder json() {
    return word("json");
  }

  /** Asks for the present state. */
  public InterestLineBuilder snapshot() {
    return word("snapshot");
  }

  /**
   * Asks for a sign of life after each silence of so many seconds, 1 to {@value
   * InterestLine#MAX_HEARTBEAT_SECONDS}.
   *
   * @throws IllegalArgumentException if it is another number
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

  /** Asks for what came after that event. */
  public InterestLineBuilder since(InterestLine.Since.After event) {
    return word("since=" + event.epoch() + ":" + event.seq());
  }

  /**
   * Adds any word, be it one that is not known here.
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

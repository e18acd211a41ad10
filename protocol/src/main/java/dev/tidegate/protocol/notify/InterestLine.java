package dev.tidegate.protocol.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Interest line with the types and the lower-case words of the extension after them.
 *
 * @param interest requested types that have a letter
 * @param words accepted words, in order; of a repeated word the last one
 * @param json whether it requests JSON, for the life of the connection
 * @param snapshot whether it requests the present state
 * @param heartbeatSeconds silence after which the server sends a heartbeat, 1 to {@value
 *     #MAX_HEARTBEAT_SECONDS}; 0 for none
 * @param since position from which it requests a replay
 */
public record InterestLine(
    Interest interest,
    List<String> words,
    boolean json,
    boolean snapshot,
    int heartbeatSeconds,
    Since since) {

  /** Maximum heartbeat interval, in seconds. */
  public static final int MAX_HEARTBEAT_SECONDS = 3_600;

  private static final String JSON = "json";
  private static final String SNAPSHOT = "snapshot";
  private static final String HEARTBEAT = "heartbeat=";
  private static final String SINCE = "since";

  /** Position from which a listener requests a replay. */
  public sealed interface Since {
    /** No replay requested. */
    record Now() implements Since {}

    /** Malformed position. */
    record Malformed() implements Since {}

    /**
     * After the event of that number.
     *
     * @param epoch instance id of the multiplexor, 16 lower-case hex digits
     * @param seq event number, at most 18 digits
     */
    record After(String epoch, long seq) implements Since {
      private static final int EPOCH_DIGITS = 16;
      private static final int MAX_SEQ_DIGITS = 18;

      /** Parses {@code =EPOCH:SEQ}. */
      private static Since parse(String text) {
        int colon = 1 + EPOCH_DIGITS;
        boolean wellFormed =
            text.length() > colon + 1
                && text.length() <= colon + 1 + MAX_SEQ_DIGITS
                && text.charAt(0) == '='
                && text.charAt(colon) == ':'
                && all(text, 1, colon, "0123456789abcdef")
                && all(text, colon + 1, text.length(), "0123456789");
        return wellFormed
            ? new After(text.substring(1, colon), Long.parseLong(text.substring(colon + 1)))
            : new Malformed();
      }
    }
  }

  /** Accumulates the words of a line. */
  private static final class Reading {
    final List<String> words = new ArrayList<>();
    boolean json;
    boolean snapshot;
    int heartbeatSeconds;
    Since since = new Since.Now();

    void take(String word) {
      if (word.equals(JSON)) {
        json = true;
        understood(JSON, word);
      } else if (word.equals(SNAPSHOT)) {
        snapshot = true;
        understood(SNAPSHOT, word);
      } else if (word.startsWith(HEARTBEAT)) {
        takeHeartbeat(word);
      } else if (word.equals(SINCE) || word.startsWith(SINCE + "=")) {
        takeSince(word);
      }
    }

    private void takeHeartbeat(String word) {
      int digits = word.length() - HEARTBEAT.length();
      if (digits < 1 || digits > 4 || !all(word, HEARTBEAT.length(), word.length(), "0123456789")) {
        return;
      }
      int seconds = Integer.parseInt(word.substring(HEARTBEAT.length()));
      if (seconds >= 1 && seconds <= MAX_HEARTBEAT_SECONDS) {
        heartbeatSeconds = seconds;
        understood(HEARTBEAT, word);
      }
    }

    private void takeSince(String word) {
      since = Since.After.parse(word.substring(SINCE.length()));
      words.removeIf(each -> each.startsWith(SINCE));
      if (since instanceof Since.After) {
        words.add(word);
      }
    }

    private void understood(String start, String word) {
      words.removeIf(each -> each.startsWith(start));
      words.add(word);
    }
  }

  public InterestLine {
    words = List.copyOf(words);
  }

  /**
   * Parses an interest line, given without its newline; empty if it is none, that is, does not
   * start with a question mark.
   *
   * <p>Unknown and malformed words are ignored, except a malformed {@code since}, which is
   * represented because the server answers it.
   */
  public static Optional<InterestLine> parse(String line) {
    Optional<Interest> interest = Interest.parse(line);
    if (interest.isEmpty()) {
      return Optional.empty();
    }
    Reading reading = new Reading();
    int space = line.indexOf(' ');
    while (space >= 0) {
      int end = line.indexOf(' ', space + 1);
      reading.take(line.substring(space + 1, end < 0 ? line.length() : end));
      space = end;
    }
    return Optional.of(
        new InterestLine(
            interest.get(),
            reading.words,
            reading.json,
            reading.snapshot,
            reading.heartbeatSeconds,
            reading.since));
  }

  private static boolean all(String text, int from, int to, String allowed) {
    for (int at = from; at < to; at++) {
      if (allowed.indexOf(text.charAt(at)) < 0) {
        return false;
      }
    }
    return true;
  }
}

package dev.tidegate.pool.requests;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.protocol.wire.PercentEncoding;
import java.util.Optional;

/** The parts of a worker's command line that the pool uses: queue id and domain. */
public final class CommandText {
  private CommandText() {}

  /** Returns the queue id of the message that a command is about; empty if it names none. */
  public static String queueIdOf(String line, CommandClass commandClass) {
    return switch (commandClass) {
      case SCAN -> word(line, 2);
      case SENDEROK -> word(line, 7);
      case RECIPOK -> word(line, 9);
      case RELAYOK, OTHER -> "";
    };
  }

  /**
   * Returns the domain of a recipok command's recipient as it is written: the text after the first
   * {@code @} up to {@code >} or space.
   */
  public static Optional<String> domainOf(String line) {
    String recipient = PercentEncoding.decode(word(line, 2));
    int at = recipient.indexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    int end = at + 1;
    while (end < recipient.length()
        && recipient.charAt(end) != '>'
        && recipient.charAt(end) != ' ') {
      end++;
    }
    return end == at + 1 ? Optional.empty() : Optional.of(recipient.substring(at + 1, end));
  }

  private static String word(String line, int number) {
    int start = 0;
    for (int i = 1; i < number; i++) {
      start = endOfWord(line, start) + 1;
      if (start > line.length()) {
        return "";
      }
    }
    return line.substring(start, endOfWord(line, start));
  }

  private static int endOfWord(String line, int from) {
    int end = line.indexOf(' ', from);
    return end < 0 ? line.length() : end;
  }
}

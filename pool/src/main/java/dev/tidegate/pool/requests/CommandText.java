package dev.tidegate.pool.requests;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.protocol.wire.PercentEncoding;
import java.util.HexFormat;
import java.util.Optional;

/** The parts of a worker's command line that the pool uses: queue id, domain, message. */
public final class CommandText {
  /** The word that mimedefang sends as long as a message has no queue id. */
  private static final String NO_QUEUE_ID = "NOQUEUE";

  private static final int LONGEST_KEY = 64;
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

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
   * Returns a short text that is the same for each request about the same message: its queue id, or
   * else 16 hex digits of the sender and recipient that the command has; empty if it has neither.
   */
  static String messageKeyOf(String line, CommandClass commandClass) {
    String queueId = queueIdOf(line, commandClass);
    if (!queueId.isEmpty() && !queueId.equals(NO_QUEUE_ID)) {
      return queueId.length() <= LONGEST_KEY ? queueId : hash(queueId);
    }
    String addresses =
        switch (commandClass) {
          case SENDEROK -> word(line, 2);
          case RECIPOK -> word(line, 3) + " " + word(line, 2);
          case SCAN, RELAYOK, OTHER -> "";
        };
    return addresses.isBlank() ? "" : hash(addresses);
  }

  /** Returns the 64 bits of FNV-1a. */
  private static String hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return HexFormat.of().toHexDigits(hash);
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

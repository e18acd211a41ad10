package dev.tidegate.pool.requests;

import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.protocol.wire.PercentEncoding;
import java.util.Locale;
import java.util.Optional;

/** What is read out of a worker's command line without being the worker: tag, queue id, domain. */
public final class CommandText {
  /** The bound of a status tag, characters. */
  public static final int MAX_TAG = 63;

  private CommandText() {}

  /** Returns the tag that a busy worker has at first: the command's first two words. */
  public static String tagOf(String line) {
    int end = endOfWord(line, 0);
    if (end < line.length()) {
      end = endOfWord(line, end + 1);
    }
    return printable(PercentEncoding.decode(line.substring(0, Math.min(end, MAX_TAG))));
  }

  /** Returns the tag that a status line of a worker sets; empty if it sets none. */
  public static String tagOfStatus(String line) {
    String clean = printable(PercentEncoding.decode(line));
    return clean.length() > MAX_TAG ? clean.substring(0, MAX_TAG) : clean;
  }

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
   * Returns the domain of a recipok command's recipient in lower case: what stands after the first
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
    return end == at + 1
        ? Optional.empty()
        : Optional.of(recipient.substring(at + 1, end).toLowerCase(Locale.ROOT));
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

  private static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPrintable(text.charAt(i))) {
        return replaceUnprintable(text);
      }
    }
    return text;
  }

  private static String replaceUnprintable(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (!isPrintable(chars[i])) {
        chars[i] = ' ';
      }
    }
    return new String(chars);
  }

  private static boolean isPrintable(char each) {
    return each >= 32 && each <= 126;
  }
}

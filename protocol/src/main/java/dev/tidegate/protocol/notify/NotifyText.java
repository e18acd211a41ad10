package dev.tidegate.protocol.notify;

import java.nio.charset.StandardCharsets;

/**
 * The printed messages of the notification socket, each with its newline, at most {@value
 * #MAX_BYTES} bytes.
 *
 * <p>This is the one place where text that others made is cleaned before a listener sees it.
 */
public final class NotifyText {
  /** The longest message, with its newline. */
  public static final int MAX_BYTES = 256;

  /** The longest text within a message. */
  public static final int MAX_TEXT_BYTES = 200;

  /** The greeting. */
  public static final String OK = "*OK\n";

  /** The answer to one listener too many. */
  public static final String NO_SLOTS = "*ERR No free listening slots\n";

  /** The answer to a line beyond its bound. */
  public static final String LINE_TOO_LONG = "*ERR line too long\n";

  /** What begins a snapshot. */
  public static final String SNAPSHOT_BEGIN = "*OK snapshot begin\n";

  /** What ends a snapshot. */
  public static final String SNAPSHOT_END = "*OK snapshot end\n";

  /** A sign of life. */
  public static final String ALIVE = "*OK alive\n";

  private static final String STATE_CHANGE = "StateChange";

  private NotifyText() {}

  /** Returns the message of a type that has nothing to add to its letter: B, R, U, Y or Z. */
  public static String plain(MessageType type) {
    return type.letter() + "\n";
  }

  /** Returns the message that so many workers are free. */
  public static String freeWorkers(int free) {
    return "F " + free + "\n";
  }

  /** Returns the message of a change of state, such as from Idle to Busy. */
  public static String stateChange(int slot, String from, String to) {
    return "S " + slot + " " + STATE_CHANGE + " " + from + " -> " + to + "\n";
  }

  /** Returns the message of a new status tag, which cannot be taken for another message. */
  public static String tag(int slot, String tag) {
    String clean = CleanText.of(tag, MAX_TEXT_BYTES);
    // A listener that splits at white space must not be deceived by spaces in front either.
    boolean forged = clean.stripLeading().startsWith(STATE_CHANGE);
    return "S " + slot + " " + (forged ? CleanText.of("_" + clean, MAX_TEXT_BYTES) : clean) + "\n";
  }

  /** Returns the message that so many messages were dropped. */
  public static String dropped(long messages) {
    return "*ERR " + messages + " messages dropped: listener too slow\n";
  }

  /** Returns the message as bytes. */
  public static byte[] bytes(String message) {
    return message.getBytes(StandardCharsets.ISO_8859_1);
  }
}

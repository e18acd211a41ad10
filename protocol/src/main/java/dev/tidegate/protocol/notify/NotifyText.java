package dev.tidegate.protocol.notify;

import java.nio.charset.StandardCharsets;

/**
 * Formats the messages of the notification socket in letters, each with its newline and at most
 * {@value #MAX_BYTES} bytes.
 *
 * <p>The only place where untrusted text is cleaned before it is sent to a listener.
 */
public final class NotifyText {
  /** Maximum length of a message, with its newline, in bytes. */
  public static final int MAX_BYTES = 256;

  /** Maximum length of a text within a message, in bytes. */
  public static final int MAX_TEXT_BYTES = 200;

  /** Greeting. */
  public static final String OK = "*OK\n";

  /** Answer to a listener above the limit. */
  public static final String NO_SLOTS = "*ERR No free listening slots\n";

  /** Answer to an interest line that is too long. */
  public static final String LINE_TOO_LONG = "*ERR line too long\n";

  /** First line of a snapshot. */
  public static final String SNAPSHOT_BEGIN = "*OK snapshot begin\n";

  /** Last line of a snapshot. */
  public static final String SNAPSHOT_END = "*OK snapshot end\n";

  /** Heartbeat. */
  public static final String ALIVE = "*OK alive\n";

  private static final String STATE_CHANGE = "StateChange";

  private NotifyText() {}

  /** Returns the message of a type without arguments: B, R, U, Y or Z. */
  public static String plain(MessageType type) {
    return type.letter() + "\n";
  }

  /** Returns the message with the number of free workers. */
  public static String freeWorkers(int free) {
    return "F " + free + "\n";
  }

  /** Returns the message of a change of state, such as from Idle to Busy. */
  public static String stateChange(int slot, String from, String to) {
    return "S " + slot + " " + STATE_CHANGE + " " + from + " -> " + to + "\n";
  }

  /** Returns the message of a new status tag, which cannot be mistaken for a change of state. */
  public static String tag(int slot, String tag) {
    String clean = CleanText.of(tag, MAX_TEXT_BYTES);
    // Leading spaces must not hide a forged message from listeners that split at white space.
    boolean forged = clean.stripLeading().startsWith(STATE_CHANGE);
    return "S " + slot + " " + (forged ? CleanText.of("_" + clean, MAX_TEXT_BYTES) : clean) + "\n";
  }

  /** Returns the message with the number of dropped messages. */
  public static String dropped(long messages) {
    return "*ERR " + messages + " messages dropped: listener too slow\n";
  }

  /** Returns the message as bytes. */
  public static byte[] bytes(String message) {
    return message.getBytes(StandardCharsets.ISO_8859_1);
  }
}

package dev.tidegate.protocol.notify;

/**
 * Message types of the notification socket, with their letters and their names in JSON.
 *
 * <p>{@link #SERVICEABLE_WORKERS} and {@link #REREAD_FAILED} have no letter: they are sent in JSON
 * only, to listeners that request {@link #FREE_WORKERS} and {@link #REREAD}.
 */
public enum MessageType {
  /** A worker was killed because its request exceeded the busy timeout. */
  BUSY_TIMEOUT("busy_timeout", 'B', 0),
  /** The number of free workers changed. */
  FREE_WORKERS("free_workers", 'F', 1),
  /** A reread of the filter was requested. */
  REREAD("reread", 'R', 2),
  /** A worker's state or status tag changed. */
  STATUS("status", 'S', 3),
  /** A worker died unexpectedly. */
  WORKER_DIED("worker_died", 'U', 4),
  /** There are free workers again. */
  SOME_FREE("some_free", 'Y', 5),
  /** No worker is free any more. */
  NONE_FREE("none_free", 'Z', 6),
  /** The number of requests that can be taken now changed. */
  SERVICEABLE_WORKERS("serviceable_workers", MessageType.NO_LETTER, 7),
  /** A reread has failed, the filter could not be loaded. */
  REREAD_FAILED("reread_failed", MessageType.NO_LETTER, 8);

  private static final char NO_LETTER = '\0';

  private final String jsonName;
  private final char letter;
  private final int index;

  MessageType(String jsonName, char letter, int index) {
    this.jsonName = jsonName;
    this.letter = letter;
    this.index = index;
  }

  /** Returns the value of {@code type} in JSON. */
  public String jsonName() {
    return jsonName;
  }

  /** Returns whether the type has a letter. */
  public boolean hasLetter() {
    return letter != NO_LETTER;
  }

  /** Returns the first letter of the message, which interest lines use. */
  public char letter() {
    if (!hasLetter()) {
      throw new IllegalStateException(this + " has no letter");
    }
    return letter;
  }

  /** Returns a unique number, consecutive from 0. */
  public int index() {
    return index;
  }

  /** Returns a unique bit, for sets of types. */
  public int bit() {
    return 1 << index;
  }
}

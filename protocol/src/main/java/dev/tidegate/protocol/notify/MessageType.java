package dev.tidegate.protocol.notify;

/**
 * The kinds of events that a listener can be told, by their letters and by their names in JSON.
 *
 * <p>One has no letter: it is for listeners in JSON alone, and comes to those that want {@link
 * #FREE_WORKERS}.
 */
public enum MessageType {
  /** A worker was killed because it took too long. */
  BUSY_TIMEOUT("busy_timeout", 'B', 0),
  /** The number of free workers changed. */
  FREE_WORKERS("free_workers", 'F', 1),
  /** Someone forced a reread of the filter. */
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
  SERVICEABLE_WORKERS("serviceable_workers", MessageType.NO_LETTER, 7);

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

  /** Returns whether there is a letter for it. */
  public boolean hasLetter() {
    return letter != NO_LETTER;
  }

  /** Returns the letter that the message starts with and that an interest line names it by. */
  public char letter() {
    if (!hasLetter()) {
      throw new IllegalStateException(this + " has no letter");
    }
    return letter;
  }

  /** Returns a number of its own, from 0 on without a gap. */
  public int index() {
    return index;
  }

  /** Returns a bit of its own, to be used in sets of types. */
  public int bit() {
    return 1 << index;
  }
}

package dev.tidegate.protocol.notify;

/** The kinds of messages that a listener can ask for, by their letters. */
public enum MessageType {
  /** A worker was killed because it took too long. */
  BUSY_TIMEOUT('B', 0),
  /** The number of free workers changed. */
  FREE_WORKERS('F', 1),
  /** Someone forced a reread of the filter. */
  REREAD('R', 2),
  /** A worker's state or status tag changed. */
  STATUS('S', 3),
  /** A worker died unexpectedly. */
  WORKER_DIED('U', 4),
  /** There are free workers again. */
  SOME_FREE('Y', 5),
  /** No worker is free any more. */
  NONE_FREE('Z', 6);

  private final char letter;
  private final int index;

  MessageType(char letter, int index) {
    this.letter = letter;
    this.index = index;
  }

  /** Returns the letter that the message starts with and that an interest line names it by. */
  public char letter() {
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

package dev.tidegate.protocol.notify;

import java.util.Optional;

/**
 * The state of a slot, by the word that notifications use and the letter that the command socket
 * uses.
 */
public enum WorkerState {
  /** There is no process. */
  STOPPED("Stopped", 0),
  /** It waits for a request. */
  IDLE("Idle", 1),
  /** It processes a request. */
  BUSY("Busy", 2),
  /** It was told to exit and is not yet reaped. */
  KILLED("Killed", 3);

  private final String word;
  private final int index;

  WorkerState(String word, int index) {
    this.word = word;
    this.index = index;
  }

  /** Returns its own number: 0 to 3, in the order of declaration. */
  public int index() {
    return index;
  }

  /** Returns the word that messages have for it. */
  public String word() {
    return word;
  }

  /** Returns the letter that the answers of the command socket have for it. */
  public char letter() {
    return word.charAt(0);
  }

  /** Returns the state of that word; empty if there is none. */
  public static Optional<WorkerState> ofWord(String word) {
    for (WorkerState each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Returns the state of that letter; empty if there is none. */
  public static Optional<WorkerState> ofLetter(char letter) {
    for (WorkerState each : values()) {
      if (each.letter() == letter) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}

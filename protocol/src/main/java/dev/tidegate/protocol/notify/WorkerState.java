package dev.tidegate.protocol.notify;

import java.util.Optional;

/** State of a slot, with its word in notifications and its letter on the command socket. */
public enum WorkerState {
  /** No process. */
  STOPPED("Stopped", 0),
  /** Waiting for a request. */
  IDLE("Idle", 1),
  /** Processing a request. */
  BUSY("Busy", 2),
  /** Asked to exit and not yet reaped. */
  KILLED("Killed", 3);

  private final String word;
  private final int index;

  WorkerState(String word, int index) {
    this.word = word;
    this.index = index;
  }

  /** Returns a unique number: 0 to 3, in the order of declaration. */
  public int index() {
    return index;
  }

  /** Returns the word used in messages. */
  public String word() {
    return word;
  }

  /** Returns the letter used in answers of the command socket. */
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

package dev.tidegate.protocol.notify;

import java.util.Optional;

/**
 * What the worker of a slot is doing, as messages name it and the command socket abbreviates it.
 */
public enum WorkerState {
  /** There is no process. */
  STOPPED("Stopped", 'S'),
  /** It waits for a request. */
  IDLE("Idle", 'I'),
  /** It holds a request. */
  BUSY("Busy", 'B'),
  /** It was told to go and is not yet reaped. */
  KILLED("Killed", 'K');

  private final String word;
  private final char letter;

  WorkerState(String word, char letter) {
    this.word = word;
    this.letter = letter;
  }

  /** Returns the word that messages have for it. */
  public String word() {
    return word;
  }

  /** Returns the letter that the answers of the command socket have for it. */
  public char letter() {
    return letter;
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
      if (each.letter == letter) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}

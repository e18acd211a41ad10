package dev.tidegate.tools.demo;

import java.util.Optional;

/** What a slot of the pool is doing, as messages name it and the command socket abbreviates it. */
enum SlotState {
  STOPPED("Stopped", 'S'),
  IDLE("Idle", 'I'),
  BUSY("Busy", 'B'),
  KILLED("Killed", 'K');

  private final String word;
  private final char letter;

  SlotState(String word, char letter) {
    this.word = word;
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  static Optional<SlotState> ofWord(String word) {
    for (SlotState each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  static Optional<SlotState> ofLetter(char letter) {
    for (SlotState each : values()) {
      if (each.letter == letter) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}

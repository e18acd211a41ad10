package dev.tidegate.tools.listen;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Types of events, as an operator names them. */
record Selection(Set<EventType> types) {
  /** Every type that has a letter, and what JSON tells besides them. */
  private static final Set<EventType> ALL =
      Arrays.stream(MessageType.values()).map(EventType::of).collect(Collectors.toSet());

  Selection {
    types = Set.copyOf(types);
  }

  /**
   * Returns what a text names: letters, such as {@code YZ}, names with commas between them, such as
   * {@code worker_died,unknown}, or {@code *}. Who names F means what is serviceable, too, and who
   * names R a reread that failed.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static Selection parse(String text) {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    if (text.isBlank()) {
      throw wrong("no type of event is named");
    }
    for (String word : text.split(",", -1)) {
      Optional<EventType> named = named(word.strip());
      if (named.isPresent()) {
        types.add(named.get());
      } else {
        addLetters(word.strip(), types);
      }
    }
    return new Selection(types);
  }

  private static Optional<EventType> named(String word) {
    return Arrays.stream(EventType.values())
        .filter(type -> type.canHaveRule() && type.word().equals(word))
        .findFirst();
  }

  private static void addLetters(String word, Set<EventType> types) {
    for (int at = 0; at < word.length(); at++) {
      char letter = word.charAt(at);
      if (letter == '*') {
        types.addAll(ALL);
        continue;
      }
      Optional<EventType> type = ofLetter(letter);
      if (type.isEmpty()) {
        throw wrong("'" + word + "' is no type of event");
      }
      types.add(type.get());
      if (letter == MessageType.FREE_WORKERS.letter()) {
        types.add(EventType.SERVICEABLE_WORKERS);
      }
      if (letter == MessageType.REREAD.letter()) {
        types.add(EventType.REREAD_FAILED);
      }
    }
    if (word.isEmpty()) {
      throw wrong("there is a comma without a type of event beside it");
    }
  }

  private static Optional<EventType> ofLetter(char letter) {
    return Arrays.stream(EventType.values())
        .filter(type -> type.letter().equals(Optional.of(letter)))
        .findFirst();
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        what
            + "; there are the letters B F R S U Y Z, * for all of them, and the names "
            + names());
  }

  private static String names() {
    return Arrays.stream(EventType.values())
        .filter(EventType::canHaveRule)
        .map(EventType::word)
        .collect(Collectors.joining(" "));
  }

  boolean has(EventType type) {
    return types.contains(type);
  }

  /** The letters to ask a multiplexor for, so that it tells these. */
  Interest interest() {
    int bits = 0;
    for (EventType type : types) {
      MessageType message = type.message().orElse(MessageType.SOME_FREE);
      bits |= carrier(message).bit();
    }
    return new Interest(bits);
  }

  /** Returns the type whose letter asks for a type. */
  private static MessageType carrier(MessageType type) {
    return switch (type) {
      case SERVICEABLE_WORKERS -> MessageType.FREE_WORKERS;
      case REREAD_FAILED -> MessageType.REREAD;
      case BUSY_TIMEOUT, FREE_WORKERS, REREAD, STATUS, WORKER_DIED, SOME_FREE, NONE_FREE -> type;
    };
  }
}

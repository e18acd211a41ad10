package dev.tidegate.tools.view;

import java.util.Optional;

/** What a request asks for, as far as it is counted apart. */
public enum RequestClass {
  SCAN,
  RELAYOK,
  SENDEROK,
  RECIPOK,
  /** Any other command for a worker. */
  OTHER,
  /** A question of the map socket. */
  MAP,
  /** Work that the multiplexor itself gives out. */
  TICK;

  private final String word;

  RequestClass() {
    word = name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Returns the word that {@code stats} and labels have for it. */
  public String word() {
    return word;
  }

  /** Returns the class of that word; empty if there is none. */
  public static Optional<RequestClass> ofWord(String word) {
    for (RequestClass each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Returns the class of a command line, by its first word. */
  public static RequestClass ofCommand(String command) {
    int space = command.indexOf(' ');
    String first = space < 0 ? command : command.substring(0, space);
    return ofWord(first).orElse(OTHER);
  }
}

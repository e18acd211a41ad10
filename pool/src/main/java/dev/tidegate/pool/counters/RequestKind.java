package dev.tidegate.pool.counters;

/** The kinds of requests that are counted apart, by the words that the answers have for them. */
public enum RequestKind {
  SCAN("scan"),
  RELAYOK("relayok"),
  SENDEROK("senderok"),
  RECIPOK("recipok"),
  /** Any other command, of the milter's or a filter's own. */
  OTHER("other"),
  /** A request of the map socket. */
  MAP("map"),
  /** A command that the pool itself sends from time to time. */
  TICK("tick");

  private final String word;

  RequestKind(String word) {
    this.word = word;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }

  /** Returns the kind of a command of that class. */
  public static RequestKind of(CommandClass commandClass) {
    return switch (commandClass) {
      case SCAN -> SCAN;
      case RELAYOK -> RELAYOK;
      case SENDEROK -> SENDEROK;
      case RECIPOK -> RECIPOK;
      case OTHER -> OTHER;
    };
  }
}

package dev.tidegate.pool.counters;

/** The kinds of commands that are counted apart, in the order of their numbers in the log. */
public enum CommandClass {
  SCAN("scan", 0),
  RELAYOK("relayok", 1),
  SENDEROK("senderok", 2),
  RECIPOK("recipok", 3),
  /** Anything else: helook, map, tick, a filter's own commands. Not counted. */
  OTHER("", -1);

  private final String word;
  private final int number;

  CommandClass(String word, int number) {
    this.word = word;
    this.number = number;
  }

  /** Returns the command's first word; empty for {@link #OTHER}. */
  public String word() {
    return word;
  }

  /** Returns the number that {@code -A} logs. */
  public int number() {
    return number;
  }

  /** Returns whether requests of this class are counted in the history and remembered as last. */
  public boolean counted() {
    return this != OTHER;
  }

  /** Returns the class of a command line, which is that of its first word. */
  public static CommandClass of(String line) {
    for (CommandClass each : values()) {
      if (each.counted()
          && line.startsWith(each.word)
          && (line.length() == each.word.length() || line.charAt(each.word.length()) == ' ')) {
        return each;
      }
    }
    return OTHER;
  }
}

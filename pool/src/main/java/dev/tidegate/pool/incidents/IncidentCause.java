package dev.tidegate.pool.incidents;

/** Causes of incidents, with their words in answers and in the log. */
public enum IncidentCause {
  HALF_OF_BUSY_TIMEOUT("half_of_busy_timeout", "half of the busy timeout is over"),
  NINE_TENTHS_OF_BUSY_TIMEOUT(
      "nine_tenths_of_busy_timeout", "nine tenths of the busy timeout are over"),
  BUSY_TIMEOUT("busy_timeout", "busy timeout"),
  OPERATOR("operator", "killed by an operator"),
  OUT_OF_STEP("out_of_step", "out of step"),
  NOT_READING("not_reading", "does not read its request"),
  /** It was ordered to end by end of file, and SIGTERM has to follow. */
  NOT_ENDING("not_ending", "does not end"),
  /** It had to be ready in time, and was not. */
  NOT_READY("not_ready", "is not ready in time"),
  DIED("died", "died");

  private final String word;
  private final String words;

  IncidentCause(String word, String words) {
    this.word = word;
    this.words = words;
  }

  /** Returns the word that answers have for it. */
  public String word() {
    return word;
  }

  /** Returns it in the words of the log. */
  public String words() {
    return words;
  }
}

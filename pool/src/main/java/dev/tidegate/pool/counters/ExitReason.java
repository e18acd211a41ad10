package dev.tidegate.pool.counters;

/** Why a worker's process ended, by the words that the answers have for it. */
public enum ExitReason {
  /** It had run {@code -r} requests. */
  MAX_REQUESTS("max_requests", false),
  /** It was older than {@code -V}. */
  LIFETIME("lifetime", false),
  REREAD("reread", false),
  /** It was idle for {@code -i} while more than {@code -m} ran. */
  IDLE("idle", false),
  /** {@code -k}. */
  AUTOSCALE("autoscale", false),
  /** Its slot is beyond a maximum that was lowered. */
  RETIRED("retired", false),
  /** An operator killed it. */
  OPERATOR("operator", false),
  /** The pool ended. */
  TERMINATING("terminating", false),
  /** It took longer than {@code -b}. */
  BUSY_TIMEOUT("busy_timeout", true),
  /** Its output could no longer be matched to its requests. */
  OUT_OF_STEP("out_of_step", true),
  /** It did not take what it was sent. */
  NOT_READING("not_reading", true),
  /** By itself, with a status. */
  DIED_EXITED("died_exited", true),
  /** By a signal that was not ours. */
  DIED_SIGNALLED("died_signalled", true);

  private final String word;
  private final boolean blamed;

  ExitReason(String word, boolean blamed) {
    this.word = word;
    this.blamed = blamed;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }

  /**
   * Returns whether the worker brought it upon itself; if it never answered, that says that workers
   * cannot start. All others are ours to decide.
   */
  public boolean countsAsFailedStart() {
    return blamed;
  }
}

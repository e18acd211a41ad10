package dev.tidegate.pool.counters;

/** Reasons for the end of a worker, with their words in answers. */
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
  /** It was not ready in time. */
  START_TIMEOUT("start_timeout", true),
  /** By itself, with a status. */
  DIED_EXITED("died_exited", true),
  /** By a signal that was not ours. */
  DIED_SIGNALLED("died_signalled", true);

  private final String word;
  private final boolean countsAsFailedStart;

  ExitReason(String word, boolean countsAsFailedStart) {
    this.word = word;
    this.countsAsFailedStart = countsAsFailedStart;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }

  /**
   * Returns whether an exit before the worker was ready counts as a failed start: a fault of the
   * worker does, a decision of the pool or of an operator does not.
   */
  public boolean countsAsFailedStart() {
    return countsAsFailedStart;
  }
}

package dev.tidegate.pool.counters;

/** Reasons to start a worker, with their words in answers. */
public enum StartReason {
  REQUEST("request"),
  /** Fewer ran than {@code -m}. */
  MINIMUM("minimum"),
  /** {@code -k}. */
  AUTOSCALE("autoscale"),
  /** In place of a worker of an older generation. */
  REREAD("reread"),
  /** To see whether workers can be started again. */
  TRIAL("trial");

  private final String word;

  StartReason(String word) {
    this.word = word;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }
}

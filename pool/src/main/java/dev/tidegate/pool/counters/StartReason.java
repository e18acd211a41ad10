package dev.tidegate.pool.counters;

/** Reasons to start a worker, with their words in answers. */
public enum StartReason {
  REQUEST("request"),
  /** Fewer ran than {@code -m}. */
  MINIMUM("minimum"),
  /** {@code -k}. */
  AUTOSCALE("autoscale");

  private final String word;

  StartReason(String word) {
    this.word = word;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }
}

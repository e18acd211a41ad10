package dev.tidegate.pool.workers;

/** What a slot's worker is doing, in the words of md-mx-ctrl(8). */
public enum WorkerState {
  /** There is no process. */
  STOPPED("Stopped"),
  /** The process waits for a request. */
  IDLE("Idle"),
  /** The process works on a request. */
  BUSY("Busy"),
  /** The process was told to go and is not yet reaped. */
  KILLED("Killed");

  private final String word;

  WorkerState(String word) {
    this.word = word;
  }

  /** Returns the word that notifications and reports use. */
  public String word() {
    return word;
  }

  /** Returns the letter that {@code status} and {@code workers} use. */
  public char letter() {
    return word.charAt(0);
  }
}

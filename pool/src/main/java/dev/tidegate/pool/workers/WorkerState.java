package dev.tidegate.pool.workers;

/** What a slot's worker is doing, in the words of md-mx-ctrl(8). */
public enum WorkerState {
  /** There is no process. */
  STOPPED("Stopped", 0),
  /** The process waits for a request. */
  IDLE("Idle", 1),
  /** The process works on a request. */
  BUSY("Busy", 2),
  /** The process was told to go and is not yet reaped. */
  KILLED("Killed", 3);

  private final String word;
  private final int index;

  WorkerState(String word, int index) {
    this.word = word;
    this.index = index;
  }

  /** Returns a number of its own, from 0 on without a gap. */
  public int index() {
    return index;
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

package dev.tidegate.daemon.posix;

/** Signals that the daemon receives or sends, with their numbers on Linux. */
public enum SignalName {
  HUP(1),
  INT(2),
  KILL(9),
  PIPE(13),
  TERM(15),
  CONT(18),
  STOP(19);

  private final int number;

  SignalName(int number) {
    this.number = number;
  }

  /** Returns the number for kill(2). */
  public int number() {
    return number;
  }
}

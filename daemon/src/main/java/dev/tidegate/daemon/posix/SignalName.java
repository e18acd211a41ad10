package dev.tidegate.daemon.posix;

/** The signals that the daemon gets or sends, with their numbers on Linux. */
public enum SignalName {
  HUP(1),
  INT(2),
  KILL(9),
  PIPE(13),
  TERM(15),
  CONT(18);

  private final int number;

  SignalName(int number) {
    this.number = number;
  }

  /** Returns the number that kill(2) takes. */
  public int number() {
    return number;
  }
}

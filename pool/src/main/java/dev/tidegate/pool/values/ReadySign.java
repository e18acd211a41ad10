package dev.tidegate.pool.values;

/** How a process was seen to have loaded the filter program. */
public enum ReadySign {
  /** A warm parent reported it. */
  REPORTED("reported"),
  /** It waits in read(2) on its stdin, as /proc/PID/syscall shows. */
  READS_STDIN("reads_stdin"),
  /** It answered the probe line. */
  ANSWERED_PROBE("answered_probe"),
  /** It has lived long enough; the probe is switched off. */
  LIVED("lived");

  private final String word;

  ReadySign(String word) {
    this.word = word;
  }

  /** Returns its name in {@code stats}. */
  public String word() {
    return word;
  }
}

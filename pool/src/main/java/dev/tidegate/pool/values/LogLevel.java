package dev.tidegate.pool.values;

/** The syslog levels that the multiplexor uses, with their number in syslog(3). */
public enum LogLevel {
  ERR(3),
  WARNING(4),
  NOTICE(5),
  INFO(6),
  DEBUG(7);

  private final int severity;

  LogLevel(int severity) {
    this.severity = severity;
  }

  /** Returns the number that is added to the facility in a syslog record. */
  public int severity() {
    return severity;
  }
}

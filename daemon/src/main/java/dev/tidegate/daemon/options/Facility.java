package dev.tidegate.daemon.options;

import java.util.Locale;
import java.util.Optional;

/** Syslog facilities, with their numbers in syslog(3). */
public enum Facility {
  KERN(0),
  USER(1),
  MAIL(2),
  DAEMON(3),
  AUTH(4),
  SECURITY(4),
  SYSLOG(5),
  LPR(6),
  NEWS(7),
  UUCP(8),
  CRON(9),
  AUTHPRIV(10),
  FTP(11),
  LOCAL0(16),
  LOCAL1(17),
  LOCAL2(18),
  LOCAL3(19),
  LOCAL4(20),
  LOCAL5(21),
  LOCAL6(22),
  LOCAL7(23);

  private final int number;

  Facility(int number) {
    this.number = number;
  }

  /** Returns the facility number; multiplied by 8, plus the level, it is a record's priority. */
  public int number() {
    return number;
  }

  /**
   * Returns the facility of a short or long name, {@code mail} or {@code LOG_MAIL}, in any case.
   */
  static Optional<Facility> find(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("LOG_") ? upper.substring("LOG_".length()) : upper;
    for (Facility facility : values()) {
      if (facility.name().equals(bare)) {
        return Optional.of(facility);
      }
    }
    return Optional.empty();
  }
}

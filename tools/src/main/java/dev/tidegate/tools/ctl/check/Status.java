package dev.tidegate.tools.ctl.check;

/** The four answers of a plugin. */
enum Status {
  OK(0),
  WARNING(1),
  CRITICAL(2),
  UNKNOWN(3);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  /** The exit status. */
  int code() {
    return code;
  }

  /** Returns what two of them come to: not to know is worse than well, and better than bad. */
  Status with(Status other) {
    return rank() >= other.rank() ? this : other;
  }

  private int rank() {
    return switch (this) {
      case OK -> 0;
      case UNKNOWN -> 1;
      case WARNING -> 2;
      case CRITICAL -> 3;
    };
  }
}

package dev.tidegate.daemon.options;

/** Unacceptable value of an option. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean withUsage;

  RefusedException(String message, boolean withUsage) {
    super(message);
    this.withUsage = withUsage;
  }

  /** Returns whether to print the usage text. */
  boolean withUsage() {
    return withUsage;
  }
}

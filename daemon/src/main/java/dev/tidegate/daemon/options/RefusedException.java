package dev.tidegate.daemon.options;

/** An option's value is not acceptable. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean withUsage;

  RefusedException(String message, boolean withUsage) {
    super(message);
    this.withUsage = withUsage;
  }

  /** Whether the usage text helps. */
  boolean withUsage() {
    return withUsage;
  }
}

package dev.tidegate.pool;

/**
 * A request that a worker works on.
 *
 * @param startNanos when the worker was handed it
 * @param timeoutNanos how long it may take
 */
record Assignment(Request request, long startNanos, long timeoutNanos) {
  private static final long TENTHS = 10;

  /** Returns when so many tenths of its time are over. */
  long atTenthNanos(int tenths) {
    return startNanos + timeoutNanos / TENTHS * tenths;
  }

  long endNanos() {
    return startNanos + timeoutNanos;
  }
}

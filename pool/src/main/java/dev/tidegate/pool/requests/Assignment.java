package dev.tidegate.pool.requests;

/**
 * A request that a worker is processing.
 *
 * @param startNanos when the worker took it
 * @param timeoutNanos the busy timeout that applies to it
 */
public record Assignment(Request request, long startNanos, long timeoutNanos) {
  private static final long TENTHS = 10;

  /** Returns the same with another busy timeout. */
  Assignment within(long otherTimeoutNanos) {
    return new Assignment(request, startNanos, otherTimeoutNanos);
  }

  /** Returns the time at which so many tenths of its busy timeout have passed. */
  public long atTenthNanos(int tenths) {
    return startNanos + timeoutNanos / TENTHS * tenths;
  }

  public long endNanos() {
    return startNanos + timeoutNanos;
  }
}

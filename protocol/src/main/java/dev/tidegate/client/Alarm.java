package dev.tidegate.client;

/** Due time on the monotonic clock, or off. */
final class Alarm {
  private boolean set;
  private long atNanos;

  void set(long dueNanos) {
    set = true;
    atNanos = dueNanos;
  }

  void off() {
    set = false;
  }

  boolean isSet() {
    return set;
  }

  boolean isDue(long nowNanos) {
    return set && nowNanos - atNanos >= 0;
  }

  /** Returns the time left, at least 0; {@link Long#MAX_VALUE} if it is off. */
  long leftNanos(long nowNanos) {
    return set ? Math.max(0, atNanos - nowNanos) : Long.MAX_VALUE;
  }
}

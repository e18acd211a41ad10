package dev.tidegate.client;

/** A moment on the monotonic clock at which something is due, or none. */
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

  /** Returns how long it takes until it is due, at least 0; {@link Long#MAX_VALUE} if it is off. */
  long leftNanos(long nowNanos) {
    return set ? Math.max(0, atNanos - nowNanos) : Long.MAX_VALUE;
  }
}

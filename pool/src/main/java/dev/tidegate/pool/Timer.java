package dev.tidegate.pool;

/** Something that is to be done at a time; it is set and cancelled in {@link Timers}. */
final class Timer {
  /** The index of a timer that is not set. */
  static final int UNSET = -1;

  final Runnable action;
  long deadlineNanos;
  long order;
  int index = UNSET;

  Timer(Runnable action) {
    this.action = action;
  }

  boolean isSet() {
    return index != UNSET;
  }
}

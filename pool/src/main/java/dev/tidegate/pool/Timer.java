package dev.tidegate.pool;

/** A deadline with an action; it is set and cancelled in {@link Timers}. */
public final class Timer {
  /** The index of a timer that is not set. */
  static final int UNSET = -1;

  private Runnable action;
  long deadlineNanos;
  long order;
  int index = UNSET;

  /** Makes a timer of something that exists before the code that acts for it. */
  public Timer() {
    this(
        () -> {
          throw new IllegalStateException("a timer without an action");
        });
  }

  public Timer(Runnable action) {
    this.action = action;
  }

  /** Sets the action of a timer that was made without one; once, when the pool is put together. */
  public void onDeadline(Runnable does) {
    action = does;
  }

  public boolean isSet() {
    return index != UNSET;
  }

  void run() {
    action.run();
  }
}

package dev.tidegate.daemon.journal;

/** Runs something after a while, on the thread that writes the journal. */
@FunctionalInterface
public interface Later {
  /** Runs a task once, no sooner than after so many nanoseconds. */
  void after(long delayNanos, Runnable task);
}

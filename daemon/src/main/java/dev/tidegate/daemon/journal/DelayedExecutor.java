package dev.tidegate.daemon.journal;

/** Scheduler of delayed tasks, on the thread that writes the journal. */
@FunctionalInterface
public interface DelayedExecutor {
  /** Runs a task once, after at least that many nanoseconds. */
  void after(long delayNanos, Runnable task);
}

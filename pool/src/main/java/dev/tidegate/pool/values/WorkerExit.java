package dev.tidegate.pool.values;

/** The way a worker process ended, as wait4(2) reports it. */
public sealed interface WorkerExit {
  /**
   * The process called exit.
   *
   * @param status 0 to 255
   */
  record Exited(int status) implements WorkerExit {}

  /**
   * A signal ended the process.
   *
   * @param signal the signal's number
   */
  record Signalled(int signal) implements WorkerExit {}
}

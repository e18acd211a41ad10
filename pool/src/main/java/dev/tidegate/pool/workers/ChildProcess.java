package dev.tidegate.pool.workers;

import dev.tidegate.pool.Timer;
import dev.tidegate.pool.counters.ExitReason;
import java.util.Optional;

/**
 * The state of a slot's process on its way to its end; {@link WorkerLifecycle} alone changes it.
 */
final class ChildProcess {
  /** Fires when the process has not ended in time after the last step to end it. */
  final Timer escalation = new Timer();

  /** Fires when SIGTERM waits no longer for an inspection. */
  final Timer inspectionTimeout = new Timer();

  /** The number of its start, by which {@code StartBackoff} knows it. */
  long attempt;

  /** Whether SIGTERM waits for an inspection. */
  boolean signalDelayed;

  boolean terminated;
  boolean outOfMemory;
  Optional<ExitReason> dismissedFor = Optional.empty();

  void started(long number) {
    attempt = number;
    terminated = false;
    outOfMemory = false;
    dismissedFor = Optional.empty();
  }
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.Timer;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.values.ReadySign;
import java.util.Optional;

/**
 * The state of a slot's process on its way to its end; {@link WorkerLifecycle} alone changes it.
 */
final class ChildProcess {
  /** Fires when the process has not ended in time after the last step to end it. */
  final Timer escalation = new Timer();

  /** Fires when SIGTERM waits no longer for an inspection. */
  final Timer inspectionTimeout = new Timer();

  /** Fires when it has taken too long to become ready. */
  final Timer startTimeout = new Timer();

  /** The number of its start, by which {@code StartBackoff} knows it. */
  long attempt;

  /** Whether it was ready, or has read a request. */
  boolean hasStarted;

  /** How it was seen to be ready; empty if that was not watched. */
  Optional<ReadySign> sign = Optional.empty();

  /** Whether SIGTERM waits for an inspection. */
  boolean signalDelayed;

  boolean terminated;
  boolean outOfMemory;
  Optional<ExitReason> dismissedFor = Optional.empty();

  void started(long number) {
    attempt = number;
    hasStarted = false;
    sign = Optional.empty();
    terminated = false;
    outOfMemory = false;
    dismissedFor = Optional.empty();
  }
}

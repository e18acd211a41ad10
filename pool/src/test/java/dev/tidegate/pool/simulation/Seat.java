package dev.tidegate.pool.simulation;

import dev.tidegate.pool.counters.CommandClass;
import org.jspecify.annotations.Nullable;

/** What the referee knows of one slot and its process. */
final class Seat {
  final int slot;
  boolean occupied;
  int pid = -1;
  int pastRequests;
  int generation;

  /** Whether it was ready, or has read a request. */
  boolean hasStarted;

  /** Whether it is given no request before it is ready. */
  boolean loading;

  /** Whether it is to show whether workers start again. */
  boolean trial;

  /** Whether a fork is ordered, with the program of which generation. */
  boolean forking;

  /** Whether a fork was ordered since the slot was stopped. */
  boolean ordered;

  int forkGeneration;
  long forkAttempt;
  long forkLoader;

  /** Whether it is told to go as it has an older program. */
  boolean replaced;

  /** Whether it may have been kept although it was due to go. */
  boolean kept;

  boolean endOfFile;
  boolean term;
  boolean kill;
  boolean continued;
  boolean killedByHand;

  /** Whether it is to be killed, and since when; the look that its signal waits for. */
  boolean condemned;

  long condemnedNanos;
  long look;
  boolean lookedAt;

  /** Whether it closed its stdout, and is given a moment to die of it. */
  boolean outputEnded;

  long spawnedNanos;
  long toldNanos;
  long activation;
  long attempt;
  long idleOrder;
  long stoppedOrder;
  CommandClass lastClass = CommandClass.OTHER;
  @Nullable Request request;

  Seat(int slot) {
    this.slot = slot;
    this.stoppedOrder = -slot;
  }

  boolean told() {
    return endOfFile || condemned || term || kill;
  }
}

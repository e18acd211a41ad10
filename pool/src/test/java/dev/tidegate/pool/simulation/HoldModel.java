package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

/**
 * The backoff after failed starts as the referee follows it. It does not know of each end of a
 * worker whether it counts: it knows that starts are held back for sure, or that they may be.
 */
final class HoldModel {
  private static final int FAILURES_BEFORE_HOLD = 3;
  private static final long LONGEST_HOLD_NANOS = World.seconds(36);

  private final VirtualClock virtualClock;
  private long attempts;
  private int certainFailures;
  private int possibleFailures;
  private long firstFailedAttempt;
  private long firstHeldAttempt;
  private long attemptsAtLastFailure;
  private long lastFailureNanos;
  private long heldSinceNanos;
  private int doublings;

  HoldModel(VirtualClock virtualClock) {
    this.virtualClock = virtualClock;
  }

  /** A start begins; returns its number. */
  long attempted() {
    return ++attempts;
  }

  /** Returns how many starts have begun. */
  long attempts() {
    return attempts;
  }

  /** A start has failed, for sure or perhaps. */
  void failed(boolean certainly, long attempt) {
    lastFailureNanos = virtualClock.nowNanos();
    attemptsAtLastFailure = attempts;
    possibleFailures++;
    if (!certainly) {
      return;
    }
    if (certainFailures == 0) {
      firstFailedAttempt = attempt;
    }
    certainFailures++;
    if (certainFailures == FAILURES_BEFORE_HOLD) {
      doublings = 0;
      holdsFromNow();
    } else if (certainFailures > FAILURES_BEFORE_HOLD && isSinceHold(attempt)) {
      doublings++;
      holdsFromNow();
    }
  }

  private void holdsFromNow() {
    firstHeldAttempt = attempts + 1;
    heldSinceNanos = virtualClock.nowNanos();
  }

  /** The worker of a start was ready, or has read a request. */
  void succeeded(long attempt) {
    if (certainFailures > 0 && attempt >= firstFailedAttempt) {
      certainFailures = 0;
    }
    if (attempt > attemptsAtLastFailure) {
      possibleFailures = 0;
    }
  }

  /** An operator has ordered a reread, or a warm parent is ready: nothing is held back. */
  void release() {
    certainFailures = 0;
    possibleFailures = 0;
  }

  /** A reread has failed, and nobody can start a worker. */
  void hold() {
    possibleFailures = Math.max(possibleFailures, FAILURES_BEFORE_HOLD);
    attemptsAtLastFailure = attempts;
    lastFailureNanos = virtualClock.nowNanos();
    if (!surelyHolds()) {
      certainFailures = FAILURES_BEFORE_HOLD;
      firstFailedAttempt = attempts + 1;
      doublings = 0;
      holdsFromNow();
    }
  }

  boolean surelyHolds() {
    return certainFailures >= FAILURES_BEFORE_HOLD;
  }

  boolean perhapsHolds() {
    return possibleFailures >= FAILURES_BEFORE_HOLD;
  }

  /** Returns whether a start has begun since starts are held back. */
  boolean isSinceHold(long attempt) {
    return attempt >= firstHeldAttempt;
  }

  /** Returns whether the last failure is so short ago that the hold need not be over. */
  boolean failedLately() {
    return virtualClock.nowNanos() - lastFailureNanos < LONGEST_HOLD_NANOS;
  }

  /** Checks that a trial worker may be started, as far as time is concerned. */
  void checkOver(int slot) {
    long held = virtualClock.nowNanos() - heldSinceNanos;
    check(
        held >= Math.min(30, 1L << Math.min(10, doublings)) * World.seconds(8) / 10,
        "starts are held back after three failures",
        slot,
        certainFailures,
        held);
  }
}

package dev.tidegate.pool.scaling;

import java.util.SplittableRandom;

/**
 * Holds back starts for the whole pool when workers end without ever having answered.
 *
 * <p>After {@link #TOLERATED} failed starts in a row, with no answer from a worker started since
 * the first of them, no worker is started for a while: one second, doubling with each further
 * failure of a worker that was started since, to thirty; each spread by a fifth. When a while is
 * over one worker may be started, and no other before that one has answered, which ends it all, or
 * has failed as well.
 */
public final class StartBackoff {
  /** How many failed starts in a row are taken for bad luck. */
  public static final int TOLERATED = 3;

  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long LONGEST_NANOS = 30 * FIRST_NANOS;
  private static final double SPREAD = 0.2;

  /** What a failed start led to. */
  public enum Change {
    /** It is tolerated. */
    NONE,
    /** Starts are held back from now on. */
    BEGAN,
    /** They are held back for longer than before. */
    LONGER,
    /** They are held back again, for as long as it gets. */
    AGAIN
  }

  private final SplittableRandom random;
  private int failures;
  private long attempts;
  private long firstFailedAttempt;
  private long lastAttemptBeforeHold;
  private long heldUntilNanos = Long.MIN_VALUE;
  private long holdNanos;
  private boolean holding;
  private boolean probing;

  public StartBackoff(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Counts an attempt; returns its number, which identifies its answer. */
  public long attempted() {
    probing = holding;
    return ++attempts;
  }

  /** A start failed: there was no process, or it ended without ever having answered. */
  public Change failed(long attempt, long nowNanos) {
    if (failures == 0) {
      firstFailedAttempt = attempt;
    }
    failures++;
    // Whatever was started before starts were held back says nothing new by its end.
    if (failures < TOLERATED || (holding && attempt <= lastAttemptBeforeHold)) {
      return Change.NONE;
    }
    Change change = Change.BEGAN;
    if (holding) {
      change = holdNanos == LONGEST_NANOS ? Change.AGAIN : Change.LONGER;
      holdNanos = Math.min(2 * holdNanos, LONGEST_NANOS);
    } else {
      holdNanos = FIRST_NANOS;
    }
    holding = true;
    lastAttemptBeforeHold = attempts;
    probing = false;
    heldUntilNanos =
        nowNanos + (long) (holdNanos * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
    return change;
  }

  /** A worker answered; returns whether that ends the holding back of starts. */
  public boolean answered(long attempt) {
    if (failures == 0 || attempt < firstFailedAttempt) {
      return false;
    }
    boolean ended = holding;
    failures = 0;
    holding = false;
    probing = false;
    heldUntilNanos = Long.MIN_VALUE;
    return ended;
  }

  /** The probe worker ended for a reason unrelated to its start: allows another probe. */
  public void probeGone(long attempt) {
    if (probing && attempt == attempts) {
      probing = false;
    }
  }

  /** Returns whether a worker may be started now, as far as failed starts are concerned. */
  public boolean allowsStart(long nowNanos) {
    return !holding || (!probing && nowNanos >= heldUntilNanos);
  }

  /**
   * Returns when a start will be allowed; {@link Long#MAX_VALUE} if only an answer ends the
   * backoff.
   */
  public long allowedAtNanos() {
    return probing ? Long.MAX_VALUE : heldUntilNanos;
  }

  /** Returns whether starts are held back, or let through one at a time. */
  public boolean isHolding() {
    return holding;
  }

  /** Returns how long starts are held back at present, before the spread. */
  public long holdNanos() {
    return holdNanos;
  }

  /** Returns how many starts failed in a row. */
  public int failures() {
    return failures;
  }
}

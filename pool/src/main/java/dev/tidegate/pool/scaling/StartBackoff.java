package dev.tidegate.pool.scaling;

import java.util.SplittableRandom;

/**
 * Holds back starts for the whole pool after failed starts.
 *
 * <p>After {@link #TOLERATED} failed starts in a row, with no worker ready that was started since
 * the first of them, no worker is started for a while: one second, doubling with each further
 * failure to thirty; each spread by a fifth. When a while is over one trial worker is started, and
 * no other before that one is ready, which ends it all, or has failed as well.
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

  /** Whether a trial worker is being started, or is not yet ready. */
  private boolean trying;

  public StartBackoff(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Counts an attempt; returns its number, by which its result is known. */
  public long attempted() {
    trying = holding;
    return ++attempts;
  }

  /** A start failed: there was no process, or it ended before it was ready. */
  public Change failed(long attempt, long nowNanos) {
    if (failures == 0 && !holding) {
      firstFailedAttempt = attempt;
    }
    failures++;
    // Whatever was started before starts were held back says nothing new by its end.
    if (holding ? attempt <= lastAttemptBeforeHold : failures < TOLERATED) {
      return Change.NONE;
    }
    Change change = Change.BEGAN;
    if (holding) {
      change = holdNanos == LONGEST_NANOS ? Change.AGAIN : Change.LONGER;
      holdNanos = Math.min(2 * holdNanos, LONGEST_NANOS);
    } else {
      holdNanos = FIRST_NANOS;
    }
    beginHold(nowNanos);
    return change;
  }

  /** Holds back starts although none has failed: the program is known not to load. */
  public void hold(long nowNanos) {
    if (!holding) {
      holdNanos = FIRST_NANOS;
      firstFailedAttempt = attempts + 1;
      beginHold(nowNanos);
    }
  }

  private void beginHold(long nowNanos) {
    holding = true;
    lastAttemptBeforeHold = attempts;
    trying = false;
    heldUntilNanos =
        nowNanos + (long) (holdNanos * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
  }

  /** A worker is ready; returns whether that ends the holding back of starts. */
  public boolean ready(long attempt) {
    return attempt >= firstFailedAttempt && release();
  }

  /** Forgets the failures; returns whether starts were held back. */
  public boolean release() {
    boolean ended = holding;
    failures = 0;
    holding = false;
    trying = false;
    heldUntilNanos = Long.MIN_VALUE;
    return ended;
  }

  /** The trial worker is gone for a reason unrelated to its start: allows another one. */
  public void trialGone(long attempt) {
    if (trying && attempt == attempts) {
      trying = false;
    }
  }

  /** Returns whether starts are held back; then a trial worker is the only one to be started. */
  public boolean isHolding() {
    return holding;
  }

  /**
   * Returns when a trial worker is to be started; {@link Long#MAX_VALUE} if starts are not held
   * back, or one is under way.
   */
  public long trialAtNanos() {
    return holding && !trying ? heldUntilNanos : Long.MAX_VALUE;
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

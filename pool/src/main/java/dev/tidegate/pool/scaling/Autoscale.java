package dev.tidegate.pool.scaling;

import java.util.Locale;

/**
 * The arithmetic of {@code -k}: an average of how busy the workers are, and what follows from it.
 */
public final class Autoscale {
  /** Seconds between two looks. */
  public static final int INTERVAL_SECONDS = 15;

  private static final double ALPHA = 0.25;
  private static final double SCALE_OUT = 0.80;
  private static final double SCALE_IN = 0.30;
  private static final int OUT_COOL_SECONDS = 5;
  private static final int IN_COOL_SECONDS = 30;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  /** What a look leads to. */
  public enum Decision {
    NONE,
    OUT,
    IN
  }

  private double averageBusy;
  private long lastOutNanos = LONG_AGO;
  private long lastInNanos = LONG_AGO;

  /** Looks at the pool; {@code running} are the idle and the busy ones. */
  public Decision look(int busy, int running, int min, int max, long nowNanos) {
    double share = running == 0 ? 0 : (double) busy / running;
    averageBusy = (1 - ALPHA) * averageBusy + ALPHA * share;
    if (averageBusy > SCALE_OUT
        && running < max
        && cool(lastOutNanos, OUT_COOL_SECONDS, nowNanos)) {
      return Decision.OUT;
    }
    if (averageBusy < SCALE_IN
        && running > min
        && cool(lastInNanos, IN_COOL_SECONDS, nowNanos)
        && cool(lastOutNanos, IN_COOL_SECONDS, nowNanos)) {
      return Decision.IN;
    }
    return Decision.NONE;
  }

  private static boolean cool(long sinceNanos, int seconds, long nowNanos) {
    return sinceNanos == LONG_AGO || nowNanos - sinceNanos > seconds * SECOND_NANOS;
  }

  /** It is switched on again, and knows nothing of how busy the workers were. */
  public void reset() {
    averageBusy = 0;
  }

  /** A worker was started, for whatever reason. */
  public void started(long nowNanos) {
    lastOutNanos = nowNanos;
  }

  /** An idle worker was killed because of a look. */
  public void scaledIn(long nowNanos) {
    lastInNanos = nowNanos;
  }

  /** Returns the average share of busy workers, 0 to 1. */
  public double averageBusy() {
    return averageBusy;
  }

  /** Returns the log line at the start. */
  public String banner() {
    return "Autoscaling enabled: interval=15s scale_out=80% scale_in=30%";
  }

  /** Returns the average as the log has it. */
  public String shortAverage() {
    return String.format(Locale.ROOT, "%.2f", averageBusy);
  }
}

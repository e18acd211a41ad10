package dev.tidegate.pool.scaling;

import java.util.Locale;

/** The arithmetic of {@code -k}: the average share of busy workers, and the decision by it. */
public final class Autoscale {
  /** Seconds between two decisions. */
  public static final int INTERVAL_SECONDS = 15;

  private static final double ALPHA = 0.25;
  private static final double SCALE_OUT = 0.80;
  private static final double SCALE_IN = 0.30;
  private static final int OUT_COOL_SECONDS = 5;
  private static final int IN_COOL_SECONDS = 30;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  /** The possible decisions. */
  public enum Decision {
    NONE,
    OUT,
    IN
  }

  private double averageBusy;
  private long lastOutNanos = LONG_AGO;
  private long lastInNanos = LONG_AGO;

  /** Adds a sample to the average and decides by it; {@code running} are the idle and the busy. */
  public Decision decide(int busy, int running, int min, int max, long nowNanos) {
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

  /** Restarts the average, as autoscaling is switched on again. */
  public void reset() {
    averageBusy = 0;
  }

  /** Notes a start, whatever its reason. */
  public void started(long nowNanos) {
    lastOutNanos = nowNanos;
  }

  /** Notes that an idle worker was dismissed by a decision. */
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

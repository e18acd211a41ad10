package dev.tidegate.pool.history;

/**
 * The requests of one kind that ended within an interval.
 *
 * @param count how many
 * @param busy the sum of the busy workers at the end of each, itself included
 * @param nanos the sum of their durations
 * @param firstWallSeconds when the first ended, 0 if there is none
 * @param lastWallSeconds when the last ended, 0 if there is none
 */
public record Window(
    long count, long busy, long nanos, long firstWallSeconds, long lastWallSeconds) {
  static final Window EMPTY = new Window(0, 0, 0, 0, 0);

  private static final double NANOS_A_MILLI = 1e6;

  /** Returns the average of busy workers, or {@code ifEmpty} if no request ended. */
  public double averageBusy(double ifEmpty) {
    return count == 0 ? ifEmpty : (double) busy / count;
  }

  /** Returns the average duration in milliseconds, 0 if no request ended. */
  public double averageMillis() {
    return count == 0 ? 0 : nanos / NANOS_A_MILLI / count;
  }

  /** Returns the seconds between the first and the last. */
  public long spanSeconds() {
    return lastWallSeconds - firstWallSeconds;
  }
}

package dev.tidegate.pool.history;

import dev.tidegate.pool.counters.CommandClass;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pool did in the last ten minutes by the second and the last 24 hours by the hour, and
 * how often how many workers were busy.
 *
 * <p>Seconds are monotonic, hours are the wall clock's; callers give both, rounded down.
 */
public final class History {
  /** The longest window by the second. */
  public static final int MAX_SECONDS = 600;

  /** The longest window by the hour. */
  public static final int MAX_HOURS = 24;

  private static final long SECONDS_AN_HOUR = 3600;

  private final Map<CommandClass, Buckets> secondsByClass = new EnumMap<>(CommandClass.class);
  private final Map<CommandClass, Buckets> hoursByClass = new EnumMap<>(CommandClass.class);
  private final Buckets activations = new Buckets(MAX_SECONDS);
  private final Buckets reaps = new Buckets(MAX_SECONDS);
  private long[] timesBusy;

  /** Makes an empty history of a pool of so many slots, to begin with. */
  public History(int maxWorkers) {
    for (CommandClass each : CommandClass.values()) {
      if (each.counted()) {
        secondsByClass.put(each, new Buckets(MAX_SECONDS));
        hoursByClass.put(each, new Buckets(MAX_HOURS));
      }
    }
    timesBusy = new long[maxWorkers];
  }

  /** Makes room for so many busy workers, if there is less. */
  public void grow(int maxWorkers) {
    timesBusy = Arrays.copyOf(timesBusy, Math.max(timesBusy.length, maxWorkers));
  }

  /**
   * Counts a request that has ended, well or not; one of no counted class is ignored.
   *
   * @param busyWithItself how many workers were busy just before it ended
   */
  public void requestEnded(
      CommandClass commandClass,
      long monotonicSeconds,
      long wallSeconds,
      int busyWithItself,
      long durationNanos) {
    Buckets seconds = secondsByClass.get(commandClass);
    Buckets hours = hoursByClass.get(commandClass);
    if (seconds != null && hours != null) {
      seconds.add(monotonicSeconds, wallSeconds, busyWithItself, durationNanos);
      long hour = Math.floorDiv(wallSeconds, SECONDS_AN_HOUR);
      hours.add(hour, wallSeconds, busyWithItself, durationNanos);
    }
  }

  /** Counts a start of a worker. */
  public void activated(long monotonicSeconds) {
    activations.add(monotonicSeconds, 0, 0, 0);
  }

  /** Counts a worker that was reaped. */
  public void reaped(long monotonicSeconds) {
    reaps.add(monotonicSeconds, 0, 0, 0);
  }

  /**
   * Counts that a worker became busy.
   *
   * @param busyCount how many are busy now, 1 to maxWorkers
   */
  public void becameBusy(int busyCount) {
    timesBusy[busyCount - 1]++;
  }

  /**
   * Returns the requests of the last seconds, the current one included.
   *
   * @param seconds 1 to {@link #MAX_SECONDS}
   */
  public Window lastSeconds(CommandClass commandClass, int seconds, long monotonicSeconds) {
    return last(secondsByClass.get(commandClass), seconds, monotonicSeconds);
  }

  /**
   * Returns the requests of the last clock hours, the current one included.
   *
   * @param hours 1 to {@link #MAX_HOURS}
   */
  public Window lastHours(CommandClass commandClass, int hours, long wallSeconds) {
    long hour = Math.floorDiv(wallSeconds, SECONDS_AN_HOUR);
    return last(hoursByClass.get(commandClass), hours, hour);
  }

  /** Returns how many workers were started in the last seconds, the current one included. */
  public long activationsInLast(int seconds, long monotonicSeconds) {
    return activations.last(seconds, monotonicSeconds).count();
  }

  /** Returns how many workers were reaped in the last seconds, the current one included. */
  public long reapsInLast(int seconds, long monotonicSeconds) {
    return reaps.last(seconds, monotonicSeconds).count();
  }

  /** Returns how often 1, 2, … maxWorkers were busy when one became busy. */
  public long[] timesBusy() {
    return Arrays.copyOf(timesBusy, timesBusy.length);
  }

  private static Window last(@Nullable Buckets buckets, int n, long now) {
    return buckets == null ? Window.EMPTY : buckets.last(n, now);
  }
}

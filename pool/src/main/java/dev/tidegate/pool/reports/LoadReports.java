package dev.tidegate.pool.reports;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.history.Window;
import dev.tidegate.pool.workers.Slot;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The answers to {@code load}, {@code load1}, {@code hload} and {@code histo}, byte for byte as the
 * reference gives them; monitoring programs read their numbers by position.
 */
public final class LoadReports {
  private static final int[] LOAD_SECONDS = {10, 60, 300, 600};
  private static final int[] LOAD_HOURS = {1, 4, 12, 24};
  private static final List<CommandClass> COUNTED =
      List.of(CommandClass.SCAN, CommandClass.RELAYOK, CommandClass.SENDEROK, CommandClass.RECIPOK);

  /** A quirk of the reference: in {@code load}, and there alone, nothing at all is one worker. */
  private static final double BUSY_IF_EMPTY_IN_LOAD = 1;

  private LoadReports() {}

  /** Returns the 29 numbers of {@code load} and its kin; only a load of scans knows of starts. */
  public static String load(
      CommandClass commandClass, History history, Totals totals, long monotonicSeconds) {
    Window[] windows = new Window[LOAD_SECONDS.length];
    for (int each = 0; each < windows.length; each++) {
      windows[each] = history.lastSeconds(commandClass, LOAD_SECONDS[each], monotonicSeconds);
    }
    StringBuilder text = new StringBuilder(256);
    appendAverages(text, windows, BUSY_IF_EMPTY_IN_LOAD);
    boolean scans = commandClass == CommandClass.SCAN;
    for (int seconds : LOAD_SECONDS) {
      text.append(scans ? history.activationsInLast(seconds, monotonicSeconds) : 0).append(' ');
    }
    for (int seconds : LOAD_SECONDS) {
      text.append(scans ? history.reapsInLast(seconds, monotonicSeconds) : 0).append(' ');
    }
    return text.append(totals.byState())
        .append(' ')
        .append(totals.sinceStart())
        .append('\n')
        .toString();
  }

  /**
   * Returns the 26 numbers of {@code load1}.
   *
   * @param seconds 10 to 600
   */
  public static String load1(
      int seconds, List<Slot> slots, History history, Totals totals, long monotonicSeconds) {
    StringBuilder text = new StringBuilder(256);
    for (CommandClass each : COUNTED) {
      Window window = history.lastSeconds(each, seconds, monotonicSeconds);
      text.append(window.count()).append(' ');
      appendFloat(text, window.averageBusy(0));
      appendFloat(text, window.averageMillis());
    }
    text.append(totals.byState()).append(' ').append(totals.sinceStart());
    text.append(' ').append(seconds);
    Map<CommandClass, Integer> executing = new EnumMap<>(CommandClass.class);
    for (Slot slot : slots) {
      executing.merge(slot.currentClass(), 1, Integer::sum);
    }
    for (CommandClass each : COUNTED) {
      text.append(' ').append(executing.getOrDefault(each, 0));
    }
    return text.append('\n').toString();
  }

  /** Returns the 16 numbers of {@code hload} and its kin. */
  public static String hourlyLoad(CommandClass commandClass, History history, long wallSeconds) {
    Window[] windows = new Window[LOAD_HOURS.length];
    for (int each = 0; each < windows.length; each++) {
      windows[each] = history.lastHours(commandClass, LOAD_HOURS[each], wallSeconds);
    }
    StringBuilder text = new StringBuilder(256);
    appendAverages(text, windows, 0);
    for (Window window : windows) {
      text.append(window.spanSeconds()).append(' ');
    }
    text.setCharAt(text.length() - 1, '\n');
    return text.toString();
  }

  /** Returns a line for each number of busy workers: how often that many were busy. */
  public static String histo(History history) {
    StringBuilder text = new StringBuilder();
    long[] times = history.timesBusy();
    for (int each = 0; each < times.length; each++) {
      text.append(String.format(Locale.ROOT, "%4d %d\n", each + 1, times[each]));
    }
    return text.toString();
  }

  private static void appendAverages(StringBuilder text, Window[] windows, double busyIfEmpty) {
    for (Window window : windows) {
      text.append(window.count()).append(' ');
    }
    for (Window window : windows) {
      appendFloat(text, window.averageBusy(busyIfEmpty));
    }
    for (Window window : windows) {
      appendFloat(text, window.averageMillis());
    }
  }

  private static void appendFloat(StringBuilder text, double value) {
    text.append(String.format(Locale.ROOT, "%.6f ", value));
  }
}

package dev.tidegate.pool.reports;

import java.util.Locale;

/**
 * The answers to {@code free}, {@code msgs}, {@code reread}, {@code autoscale} and {@code help}.
 */
public final class PlainReports {
  /** The answer to {@code reread}. */
  public static final String REREAD = "Forced reread of filter rules\n";

  private static final String QUESTIONS =
      """
      free                      how many workers can take a request
      status                    one letter a slot (I idle, B busy, S stopped, K killed), then totals
      workers, busyworkers      a line for each slot, or each busy one
      workerinfo N              all about slot N
      load                      scans in the last 10 seconds, 1, 5 and 10 minutes
      load-relayok, load-senderok, load-recipok
                                the same for these commands
      load1 SECONDS             all four over 10 to 600 seconds
      hload, hload-relayok, hload-senderok, hload-recipok
                                the last 1, 4, 12 and 24 clock hours
      histo                     how often how many workers were busy
      stats                     everything, as one JSON document
      msgs                      scans finished since the start
      version                   the version
      help                      this list
      """;

  private static final String PRIVILEGED =
      """
      reread                    replace every worker, so that the filter is read again
      drain N, resume N         give slot N no more work, or work again
      incidents, incidents ID, incidents since=ID, incidents before=ID
                                records of workers that took long, were killed or died, as JSON
      kill N:PID                end the worker in slot N, if it still is process PID
      set                       every setting that can change now, with its bounds
      set NAME=VALUE ...        change settings until the next start; all of them or none
      autoscale                 the state of automatic scaling
      anything else             is handed to a worker
      """;

  private PlainReports() {}

  /** Returns how many slots are idle or stopped. */
  public static String free(int free) {
    return free + "\n";
  }

  /** Returns how many scans have finished. */
  public static String msgs(long messages) {
    return messages + "\n";
  }

  /** Returns what may be sent through the command socket, or through the unprivileged one. */
  public static String help(boolean privileged) {
    return privileged ? QUESTIONS + PRIVILEGED : QUESTIONS;
  }

  /** Returns the state of automatic scaling. */
  public static String autoscale(boolean enabled, double emaBusy) {
    return String.format(
        Locale.ROOT,
        "enabled=%d interval=15 ema_busy=%.4f scale_out=0.80 scale_in=0.30 out_cool=5 in_cool=30"
            + " ema_alpha=0.2500\n",
        enabled ? 1 : 0,
        emaBusy);
  }
}

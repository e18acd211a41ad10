package dev.tidegate.tools.dashboard;

import dev.tidegate.protocol.notify.CleanText;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is told on standard error, a line each, whatever the text is made of. After some lines at
 * once one every five seconds; how many were left out is said with the next.
 */
final class DashboardLog implements Consumer<String> {
  private static final int MAX_CHARS = 1_000;
  private static final int BURST = 50;
  private static final long REFILL_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private int tokens = BURST;
  private long refilledNanos;
  private long leftOut;

  DashboardLog(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.refilledNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void accept(String line) {
    long added = (nanoTime.getAsLong() - refilledNanos) / REFILL_NANOS;
    refilledNanos += added * REFILL_NANOS;
    tokens = (int) Math.min(BURST, tokens + added);
    if (tokens == 0) {
      leftOut++;
      return;
    }
    tokens--;
    always(line);
  }

  /** Tells a line that must not be left out. */
  synchronized void always(String line) {
    String before = leftOut == 0 ? "" : " (" + leftOut + " lines left out before)";
    out.println("tidegate dashboard: " + CleanText.of(line, MAX_CHARS) + before);
    leftOut = 0;
  }
}

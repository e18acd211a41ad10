package dev.tidegate.tools.webhook;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A log that takes some lines at once and then one every ten seconds; how many were left out is
 * said with the next.
 */
final class BoundedLog implements Consumer<String> {
  private static final int BURST = 20;
  private static final long REFILL_NANOS = 10_000_000_000L;

  private final Consumer<String> out;
  private final LongSupplier nanoTime;
  private int tokens = BURST;
  private long refilledNanos;
  private long leftOut;

  BoundedLog(Consumer<String> out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.refilledNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void accept(String line) {
    refill();
    if (tokens == 0) {
      leftOut++;
      return;
    }
    tokens--;
    always(line);
  }

  /** Tells a line that must not be left out. */
  synchronized void always(String line) {
    out.accept(
        "webhook: " + line + (leftOut == 0 ? "" : " (" + leftOut + " lines left out before)"));
    leftOut = 0;
  }

  private void refill() {
    long added = (nanoTime.getAsLong() - refilledNanos) / REFILL_NANOS;
    refilledNanos += added * REFILL_NANOS;
    tokens = (int) Math.min(BURST, tokens + added);
  }
}

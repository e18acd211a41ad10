package dev.tidegate.pool.reports;

import dev.tidegate.protocol.notify.PoolCounts;

/**
 * The plain numbers that several reports share.
 *
 * @param counts how many slots are in each state, and how many requests wait
 * @param messages scans finished since the start
 * @param activations workers started since the start
 * @param queueSize how many requests may wait
 * @param uptimeSeconds how long the pool has existed
 */
public record Totals(
    PoolCounts counts, long messages, long activations, int queueSize, long uptimeSeconds) {

  /** Returns what {@code status}, {@code load} and {@code load1} have in common, in their order. */
  String sinceStart() {
    return messages
        + " "
        + activations
        + " "
        + queueSize
        + " "
        + counts.queued()
        + " "
        + uptimeSeconds;
  }

  /** Returns the counts in the order of {@code load} and {@code load1}. */
  String byState() {
    return counts.busy() + " " + counts.idle() + " " + counts.stopped() + " " + counts.killed();
  }
}

package dev.tidegate.pool.reports;

import dev.tidegate.pool.workers.PoolCounts;

/**
 * The plain numbers that several reports share.
 *
 * @param counts how many slots are in each state
 * @param messages scans finished since the start
 * @param activations workers started since the start
 * @param queueSize how many requests may wait
 * @param queued how many wait
 * @param uptimeSeconds how long the pool has existed
 */
public record Totals(
    PoolCounts counts,
    long messages,
    long activations,
    int queueSize,
    int queued,
    long uptimeSeconds) {

  /** Returns what {@code status}, {@code load} and {@code load1} have in common, in their order. */
  String sinceStart() {
    return messages + " " + activations + " " + queueSize + " " + queued + " " + uptimeSeconds;
  }

  /** Returns the counts in the order of {@code load} and {@code load1}. */
  String byState() {
    return counts.busy() + " " + counts.idle() + " " + counts.stopped() + " " + counts.killed();
  }
}

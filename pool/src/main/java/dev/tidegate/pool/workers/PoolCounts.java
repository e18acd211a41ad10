package dev.tidegate.pool.workers;

/**
 * How many slots are in each state.
 *
 * @param idle workers that wait
 * @param busy workers at work
 * @param stopped slots without a process
 * @param killed processes that were told to go
 * @param drained of the idle and the stopped ones, those that are drained
 * @param retired empty slots beyond the present maximum, which are in none of the other counts
 */
public record PoolCounts(int idle, int busy, int stopped, int killed, int drained, int retired) {

  /**
   * Returns how many requests could be taken, were every stopped slot startable: idle + stopped,
   * without the drained ones.
   */
  public int free() {
    return idle + stopped - drained;
  }

  /** Returns how many processes there are. */
  public int running() {
    return idle + busy + killed;
  }
}

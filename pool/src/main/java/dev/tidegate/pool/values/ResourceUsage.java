package dev.tidegate.pool.values;

/**
 * The resources that a worker process used in its life, as getrusage(2) counts them.
 *
 * @param userMicros processor time in user mode, microseconds
 * @param systemMicros processor time in the kernel, microseconds
 * @param swaps times it was swapped out
 * @param majorFaults page faults that needed a disk
 * @param minorFaults page faults that did not
 * @param maxRssKib the most memory it held at once, KiB
 * @param blocksIn blocks read
 * @param blocksOut blocks written
 */
public record ResourceUsage(
    long userMicros,
    long systemMicros,
    long swaps,
    long majorFaults,
    long minorFaults,
    long maxRssKib,
    long blocksIn,
    long blocksOut) {

  /** Nothing used. */
  public static final ResourceUsage NONE = new ResourceUsage(0, 0, 0, 0, 0, 0, 0, 0);
}

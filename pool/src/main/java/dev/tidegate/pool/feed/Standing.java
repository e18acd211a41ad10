package dev.tidegate.pool.feed;

/**
 * How the pool stands at one moment.
 *
 * @param idle workers that wait
 * @param busy workers at work
 * @param stopped slots without a process
 * @param killed processes that were told to go
 * @param drained of those that wait or are stopped, how many are drained
 * @param queued requests that wait
 * @param serviceable requests that could be taken now
 * @param nanos the moment, for what is measured
 * @param wallMillis the moment, for people
 */
public record Standing(
    int idle,
    int busy,
    int stopped,
    int killed,
    int drained,
    int queued,
    int serviceable,
    long nanos,
    long wallMillis) {

  private static final long SHARED_NANOS = 100_000_000L;

  /** Returns idle + stopped, without the drained ones. */
  int free() {
    return idle + stopped - drained;
  }

  /** Returns whether the other one, of a little later, tells nothing else. */
  boolean holdsAt(Standing later) {
    return idle == later.idle
        && busy == later.busy
        && stopped == later.stopped
        && killed == later.killed
        && drained == later.drained
        && queued == later.queued
        && serviceable == later.serviceable
        && later.nanos - nanos < SHARED_NANOS;
  }
}

package dev.tidegate.protocol.notify;

/**
 * How many slots are in which state at one moment, as the multiplexor itself counted them.
 *
 * @param free idle and stopped ones
 * @param idle workers that wait for a request
 * @param busy workers that hold a request
 * @param stopped slots without a process
 * @param killed workers that were told to go and are not yet reaped
 * @param queued requests that wait for a worker
 * @param serviceable how many requests can be taken now
 */
public record PoolCounts(
    int free, int idle, int busy, int stopped, int killed, int queued, int serviceable) {}

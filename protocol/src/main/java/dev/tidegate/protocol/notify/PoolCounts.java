package dev.tidegate.protocol.notify;

/**
 * Number of slots per state at one moment, as counted by the multiplexor.
 *
 * @param free idle and stopped slots
 * @param idle workers without a request
 * @param busy workers with a request
 * @param stopped slots without a process
 * @param killed workers that were asked to exit and are not yet reaped
 * @param queued requests that wait for a worker
 * @param serviceable number of requests that can be taken now
 */
public record PoolCounts(
    int free, int idle, int busy, int stopped, int killed, int queued, int serviceable) {}

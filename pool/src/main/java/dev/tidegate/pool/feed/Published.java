package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;

/**
 * One event as it is kept for listeners.
 *
 * @param before what was told about its slot before; {@link SlotView#UNTOLD} if it is about none
 * @param counts the slots by state, right after the event
 * @param queued the requests that wait, right after the event
 * @param wallMillis when it happened
 */
record Published(Notice notice, SlotView before, PoolCounts counts, int queued, long wallMillis) {}

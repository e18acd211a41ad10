package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;

/**
 * How one listener stands.
 *
 * @param id of its connection
 * @param interest the types that it asked for
 * @param json whether it asked for JSON
 * @param unread messages of its types that it has not taken
 * @param dropped messages of its types that it was ever too slow for
 * @param sinceNanos when it connected
 */
public record ListenerStatus(
    long id, Interest interest, boolean json, long unread, long dropped, long sinceNanos) {}

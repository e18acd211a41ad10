package dev.tidegate.pool.feed;

/**
 * The facts about the pool that listeners get, and the bounds of the feed.
 *
 * @param events how many past events are kept for listeners that lag behind, 1 or more
 * @param bytes how many bytes of commands, tags and reasons are kept with them, at most; the oldest
 *     events go sooner where there would be more
 * @param listeners how many may listen at once
 * @param maxWorkers how many slots there are to begin with
 * @param epoch the random id of this instance of the pool, with which its numbers belong: 16
 *     lower-case hex digits
 * @param version of the multiplexor
 * @param host the name of the machine
 */
public record FeedSettings(
    int events,
    int bytes,
    int listeners,
    int maxWorkers,
    String epoch,
    String version,
    String host) {}

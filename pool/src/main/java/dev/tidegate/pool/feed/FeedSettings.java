package dev.tidegate.pool.feed;

/**
 * What a feed is told about the pool, and its bounds.
 *
 * @param events how many past events are kept for listeners that lag behind, 1 or more
 * @param bytes how many bytes of commands, tags and reasons are kept with them, at most; the oldest
 *     events go sooner where there would be more
 * @param listeners how many may listen at once
 * @param maxWorkers how many slots there are
 * @param epoch by which the numbers of this life of the pool are told from those of another: 16
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

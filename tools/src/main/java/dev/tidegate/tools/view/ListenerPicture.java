package dev.tidegate.tools.view;

/**
 * One listener of the multiplexor.
 *
 * @param types the letters that it wants
 * @param unread how many messages it has not taken yet
 * @param dropped how many it has lost
 */
public record ListenerPicture(
    long id, String types, boolean json, long unread, long dropped, long connectedMillis) {}

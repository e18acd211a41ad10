package dev.tidegate.daemon.net;

/**
 * Limits of the number of connections.
 *
 * @param connections maximum number of open connections
 * @param spare number of further connections to the command sockets
 */
public record Capacity(int connections, int spare) {}

package dev.tidegate.daemon.net;

/**
 * How many connections there may be.
 *
 * @param connections how many may be open at a time
 * @param spare how many to the command sockets may be open beyond that
 */
public record Capacity(int connections, int spare) {}

package dev.tidegate.daemon.net;

import dev.tidegate.pool.Door;
import java.util.Optional;

/**
 * A socket that listens already.
 *
 * @param fd its descriptor, non-blocking
 * @param path the file of a Unix socket, absolute, one char one byte; empty for TCP
 */
public record ListeningSocket(Door door, int fd, Optional<String> path) {}

package dev.tidegate.daemon.net;

import dev.tidegate.pool.values.ClientSocket;
import java.util.Optional;

/**
 * A socket that listens already.
 *
 * @param fd its descriptor, non-blocking
 * @param isTcp otherwise it is a Unix socket
 * @param ownFile the file of a Unix socket that we have made and shall remove, absolute, one char
 *     one byte
 */
public record ListeningSocket(ClientSocket door, int fd, boolean isTcp, Optional<String> ownFile) {}

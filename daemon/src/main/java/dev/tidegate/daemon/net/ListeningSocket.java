package dev.tidegate.daemon.net;

import dev.tidegate.pool.values.ClientSocket;
import java.util.Optional;

/**
 * Open listening socket.
 *
 * @param clientSocket kind of the socket
 * @param fd descriptor, non-blocking
 * @param isTcp whether it is a TCP socket; otherwise it is a Unix socket
 * @param ownFile file of a Unix socket that Tidegate created and must remove, absolute, one char
 *     per byte
 */
public record ListeningSocket(
    ClientSocket clientSocket, int fd, boolean isTcp, Optional<String> ownFile) {}

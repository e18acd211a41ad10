/** Listening sockets, clients, worker pipes, listeners. */
@NullMarked
package dev.tidegate.daemon.net;

import org.jspecify.annotations.NullMarked;

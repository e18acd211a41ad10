/** Listening sockets, connections of clients and listeners, and pipes of workers. */
@NullMarked
package dev.tidegate.daemon.net;

import org.jspecify.annotations.NullMarked;

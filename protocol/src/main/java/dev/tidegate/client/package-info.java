/**
 * Client library: {@code NotifyListener}, which reconnects with jitter, and {@code ControlClient},
 * on JDK sockets.
 */
@NullMarked
package dev.tidegate.client;

import org.jspecify.annotations.NullMarked;

/** {@code NotifyListener} (reconnects, jittered) and {@code ControlClient}, on JDK sockets. */
@NullMarked
package dev.tidegate.client;

import org.jspecify.annotations.NullMarked;

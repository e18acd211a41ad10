/** Spawn, wait, kill, limits and syslog by {@code java.lang.foreign}; no policy. */
@NullMarked
package dev.tidegate.daemon.posix;

import org.jspecify.annotations.NullMarked;

/** System calls by {@code java.lang.foreign}: spawn, wait, kill, limits, sockets; no policy. */
@NullMarked
package dev.tidegate.daemon.posix;

import org.jspecify.annotations.NullMarked;

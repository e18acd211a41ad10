/** Event loop and driver: one thread, one timer, effects in order. */
@NullMarked
package dev.tidegate.daemon.loop;

import org.jspecify.annotations.NullMarked;

/** Inspection of worker processes in /proc, on a separate thread. */
@NullMarked
package dev.tidegate.daemon.proc;

import org.jspecify.annotations.NullMarked;

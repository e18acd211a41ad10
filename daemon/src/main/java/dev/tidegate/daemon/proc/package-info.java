/** Looks at worker processes in /proc, on a thread of its own. */
@NullMarked
package dev.tidegate.daemon.proc;

import org.jspecify.annotations.NullMarked;

/** Real sockets and real children around the loop. */
@NullMarked
package dev.tidegate.daemon.net;

import org.jspecify.annotations.NullMarked;

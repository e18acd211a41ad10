/** The driver around a real pool. */
@NullMarked
package dev.tidegate.daemon.loop;

import org.jspecify.annotations.NullMarked;

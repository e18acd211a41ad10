/** {@code Multiplexor}: options, wiring, run. */
@NullMarked
package dev.tidegate.daemon;

import org.jspecify.annotations.NullMarked;

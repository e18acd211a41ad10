/** {@code Multiplexor}: options, wiring, run; reads as a table of contents. */
@NullMarked
package dev.tidegate.daemon;

import org.jspecify.annotations.NullMarked;

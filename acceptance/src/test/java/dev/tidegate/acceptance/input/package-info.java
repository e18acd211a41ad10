/** The multiplexor under bad input: every socket, every kind. */
@NullMarked
package dev.tidegate.acceptance.input;

import org.jspecify.annotations.NullMarked;

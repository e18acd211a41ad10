/** {@code tidegate listen} with either multiplexor. */
@NullMarked
package dev.tidegate.acceptance.listen;

import org.jspecify.annotations.NullMarked;

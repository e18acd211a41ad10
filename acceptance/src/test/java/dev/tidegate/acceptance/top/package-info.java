/** {@code tidegate top} in a terminal, and the picture of a pool that it shows. */
@NullMarked
package dev.tidegate.acceptance.top;

import org.jspecify.annotations.NullMarked;

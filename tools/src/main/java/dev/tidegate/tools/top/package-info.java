/** {@code tidegate top}: a pool on a whole screen of a terminal. */
@NullMarked
package dev.tidegate.tools.top;

import org.jspecify.annotations.NullMarked;

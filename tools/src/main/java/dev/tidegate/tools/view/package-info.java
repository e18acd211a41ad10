/** The picture of a pool that {@code tidegate top} and {@code tidegate dashboard} share. */
@NullMarked
package dev.tidegate.tools.view;

import org.jspecify.annotations.NullMarked;

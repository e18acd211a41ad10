/** Tests of the picture of a pool. */
@NullMarked
package dev.tidegate.tools.view;

import org.jspecify.annotations.NullMarked;

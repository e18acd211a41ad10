/** The values that events and effects carry. A driver sees them. */
@NullMarked
package dev.tidegate.pool.values;

import org.jspecify.annotations.NullMarked;

/** The values that events and effects carry; with {@code pool} itself, all that a driver sees. */
@NullMarked
package dev.tidegate.pool.values;

import org.jspecify.annotations.NullMarked;

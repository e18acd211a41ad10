/** One slot, its four states, the ordered lists, the choice of a free one. */
@NullMarked
package dev.tidegate.pool.workers;

import org.jspecify.annotations.NullMarked;

/** The black box: what was seen of workers that took long, were killed or died. */
@NullMarked
package dev.tidegate.pool.incidents;

import org.jspecify.annotations.NullMarked;

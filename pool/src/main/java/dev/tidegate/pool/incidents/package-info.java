/** The records of workers that took long, were killed or died. Internal to the pool. */
@NullMarked
package dev.tidegate.pool.incidents;

import org.jspecify.annotations.NullMarked;

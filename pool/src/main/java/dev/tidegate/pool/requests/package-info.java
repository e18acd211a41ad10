/** The queue, the per-domain limit, ticks. */
@NullMarked
package dev.tidegate.pool.requests;

import org.jspecify.annotations.NullMarked;

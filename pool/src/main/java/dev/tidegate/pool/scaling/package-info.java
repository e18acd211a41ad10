/** Minimum, maximum, start interval, expiry, autoscale and backoff arithmetic. */
@NullMarked
package dev.tidegate.pool.scaling;

import org.jspecify.annotations.NullMarked;

/** The arithmetic of autoscaling and of the backoff after failed starts. Internal to the pool. */
@NullMarked
package dev.tidegate.pool.scaling;

import org.jspecify.annotations.NullMarked;

/**
 * Workers: one object per slot, the lists of slots, the choice of a free one, starts, ends, and the
 * records of both. Internal to the pool.
 */
@NullMarked
package dev.tidegate.pool.workers;

import org.jspecify.annotations.NullMarked;

/** What the pool has counted since its start: requests, starts, exits, durations. */
@NullMarked
package dev.tidegate.pool.counters;

import org.jspecify.annotations.NullMarked;

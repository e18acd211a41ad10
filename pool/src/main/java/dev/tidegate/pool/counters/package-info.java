/** The counters since the start: requests, starts, exits, durations. Internal to the pool. */
@NullMarked
package dev.tidegate.pool.counters;

import org.jspecify.annotations.NullMarked;

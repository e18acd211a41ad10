/**
 * Requests: where they come from, the queue, their limits and counters, and their answers. Internal
 * to the pool.
 */
@NullMarked
package dev.tidegate.pool.requests;

import org.jspecify.annotations.NullMarked;

/**
 * Brings requests to workers and follows them to their end: the choice, the queue, timeouts, and
 * the shutdown of both. Internal to the pool.
 */
@NullMarked
package dev.tidegate.pool.dispatch;

import org.jspecify.annotations.NullMarked;

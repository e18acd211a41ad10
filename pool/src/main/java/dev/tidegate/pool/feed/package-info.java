/**
 * Listeners: their interest, backlog, coalescing, replay and timers, and the ring of events that
 * they share. Internal to the pool.
 */
@NullMarked
package dev.tidegate.pool.feed;

import org.jspecify.annotations.NullMarked;

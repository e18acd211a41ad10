package dev.tidegate.pool;

/**
 * An input of the pool: nothing else changes its state, so the inputs of a pool with their times
 * are enough to replay it.
 */
public sealed interface PoolInput permits Event, ListenerReady {}

package dev.tidegate.pool;

/**
 * Both clocks at one instant; they are never mixed.
 *
 * @param monotonicNanos nanoseconds from an arbitrary origin that never go back: timers and ages
 * @param wallMillis milliseconds since 1970-01-01 UTC, which may jump: clock hours and reports
 */
public record Now(long monotonicNanos, long wallMillis) {}

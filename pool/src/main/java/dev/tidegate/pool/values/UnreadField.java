package dev.tidegate.pool.values;

/** A fact about a process that could not be read, and why. */
public record UnreadField(String field, String why) {}

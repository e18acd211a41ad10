package dev.tidegate.pool.values;

/** A fact about a process that could not be read, and why. */
public record Unread(String field, String why) {}

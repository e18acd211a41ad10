package dev.tidegate.pool.incidents;

/** A fact about a process that could not be read, and why. */
public record Unread(String field, String why) {}

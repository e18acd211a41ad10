package dev.tidegate.pool.values;

/**
 * The memory of a worker at one moment.
 *
 * @param residentKib what of it is in memory
 * @param privateKib what of that no other process has; −1 if unknown
 */
public record WorkerMemory(int slot, int pid, long residentKib, long privateKib) {}

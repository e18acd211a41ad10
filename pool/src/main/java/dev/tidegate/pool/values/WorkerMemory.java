package dev.tidegate.pool.values;

/** The resident memory of a worker at one moment. */
public record WorkerMemory(int slot, int pid, long residentKib) {}

package dev.tidegate.pool.values;

/** How much memory of a worker is resident. */
public record WorkerMemory(int slot, int pid, long residentKib) {}

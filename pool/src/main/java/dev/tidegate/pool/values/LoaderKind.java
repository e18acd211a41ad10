package dev.tidegate.pool.values;

/** What a loader is: a process outside the slots that loads the filter program. */
public enum LoaderKind {
  /** A process that has loaded the program and forks workers from it ({@code -E}). */
  WARM_PARENT,
  /** A worker of the next generation, which gets a slot once it is ready. */
  WORKER
}

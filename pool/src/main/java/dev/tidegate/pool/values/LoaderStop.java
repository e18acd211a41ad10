package dev.tidegate.pool.values;

/** The ways to end a loader. */
public enum LoaderStop {
  /** The line {@code quit} to a warm parent, end of file on the stdin of a worker. */
  QUIT,
  /** SIGKILL to its process group. */
  KILL
}

package dev.tidegate.pool.values;

/** The signals that the pool sends to its workers. */
public enum WorkerSignal {
  /** SIGCONT to the worker, so that a stopped one can obey what follows. */
  CONTINUE,
  /** SIGTERM to the worker. */
  TERMINATE,
  /** SIGKILL to the worker's process group, so that a hung scanner dies with it. */
  KILL_GROUP
}

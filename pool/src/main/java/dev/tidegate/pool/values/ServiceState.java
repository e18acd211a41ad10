package dev.tidegate.pool.values;

/** What a service manager is told that the process is doing. */
public enum ServiceState {
  /** It serves, and whatever was asked for is done. */
  READY,
  /** It serves, and replaces what was read from files. */
  RELOADING,
  /** It ends. */
  STOPPING
}

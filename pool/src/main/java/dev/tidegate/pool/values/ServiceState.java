package dev.tidegate.pool.values;

/** The states of the process that a service manager is notified of. */
public enum ServiceState {
  /** It serves, and every order has been carried out. */
  READY,
  /** It serves, and replaces its workers, so that files are read again. */
  RELOADING,
  /** It ends. */
  STOPPING
}

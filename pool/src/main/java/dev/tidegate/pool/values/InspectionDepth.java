package dev.tidegate.pool.values;

/** The extent of an inspection of a process, and its priority. */
public enum InspectionDepth {
  /** The resources used so far. */
  USAGE,
  /** Everything. */
  WHOLE,
  /** Everything, before all others: a signal waits for it. */
  BEFORE_SIGNAL
}

package dev.tidegate.pool.values;

/** How much a look at a process is to find out, and how soon. */
public enum InspectionDepth {
  /** What it has used up so far. */
  USAGE,
  /** Everything. */
  WHOLE,
  /** Everything, before all others: a signal waits for it. */
  BEFORE_SIGNAL
}

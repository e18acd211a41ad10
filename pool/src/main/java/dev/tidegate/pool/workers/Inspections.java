package dev.tidegate.pool.workers;

import dev.tidegate.pool.incidents.Incident;
import dev.tidegate.pool.values.ProcessUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inspections of one slot's process that are under way, at most one of each depth. */
final class Inspections {
  /**
   * An inspection that is under way.
   *
   * @param requestNanos when the worker took the request that it held then, {@link Slot#NEVER} if
   *     it held none
   */
  record Inspection(long number, long requestNanos, Optional<Incident> incident) {}

  @Nullable Inspection usage;
  @Nullable Inspection full;
  @Nullable Inspection beforeSignal;

  /** The request for which the baseline was taken, by when the worker took it. */
  long baselineRequestNanos = Slot.NEVER;

  long baselineNanos;

  /** The resources that the process had used by then. */
  ProcessUsage baseline = ProcessUsage.UNKNOWN;
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.workers.WorkerLifecycle.Dismissal;
import java.util.Optional;

/**
 * Decides when a worker is replaced: after its requests, its lifetime, a reread, or when its slot
 * is retired.
 */
public final class ReplacementPolicy {
  private final EventContext context;
  private long generation;

  ReplacementPolicy(EventContext context) {
    this.context = context;
  }

  /** Returns the number of rereads so far. */
  public long generation() {
    return generation;
  }

  /** Makes the running workers an old generation: a reread was requested. */
  public void beginGeneration() {
    generation++;
  }

  /** Returns the reason to replace an idle worker, if there is one. */
  public Optional<Dismissal> dueFor(Slot slot) {
    if (slot.requests() >= context.settings().maxRequests()) {
      return Optional.of(
          new Dismissal(
              ExitReason.MAX_REQUESTS, "Worker has processed " + slot.requests() + " requests"));
    }
    if (isTooOld(slot)) {
      return Optional.of(tooOld());
    }
    if (slot.retired() && !slot.drained()) {
      return Optional.of(retirement());
    }
    if (slot.generation() < generation) {
      return Optional.of(
          new Dismissal(ExitReason.REREAD, "New generation -- forcing reread of filter rules"));
    }
    return Optional.empty();
  }

  boolean isTooOld(Slot slot) {
    int seconds = context.settings().maxLifetimeSeconds();
    return seconds > 0
        && slot.firstRequestNanos() != Slot.NEVER
        && context.nanos() - slot.firstRequestNanos() > seconds * Timers.SECOND_NANOS;
  }

  Dismissal tooOld() {
    return new Dismissal(
        ExitReason.LIFETIME,
        "Worker has exceeded maximum lifetime of "
            + context.settings().maxLifetimeSeconds()
            + " seconds");
  }

  Dismissal retirement() {
    return new Dismissal(
        ExitReason.RETIRED,
        "Beyond the maximum of " + context.settings().maxWorkers() + " workers");
  }
}

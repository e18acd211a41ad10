package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.workers.WorkerLifecycle.Dismissal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides when a worker is replaced: after its requests, its lifetime, a reread, or when its slot
 * is retired.
 *
 * <p>After a reread for which the program was loaded first, a quarter of the workers at most is
 * being replaced at a time: from the order to end until the successor is ready. While the program
 * is known not to load, no worker is ended that would have no successor.
 */
public final class ReplacementPolicy {
  private static final int PART_AT_ONCE = 4;

  private final EventContext context;
  private final Workers workers;
  private final StartLimits limits;

  /** Whether a worker of an older generation waits for its turn to be replaced. */
  private boolean inTurn;

  /** Slots whose worker was told to end for a reread, until its process is gone. */
  private final Set<Slot> leaving = new HashSet<>();

  /** Slots whose worker is a successor that is not ready yet. */
  private final Set<Slot> arriving = new HashSet<>();

  /** How many successors are not started yet. */
  private int owed;

  ReplacementPolicy(EventContext context, Workers workers, StartLimits limits) {
    this.context = context;
    this.workers = workers;
    this.limits = limits;
  }

  /**
   * Makes the running workers an older generation.
   *
   * @param turns whether they are replaced in turn, not at once
   */
  void beginGeneration(boolean turns) {
    workers.beginGeneration();
    inTurn = turns;
    if (!turns) {
      leaving.clear();
      arriving.clear();
      owed = 0;
    }
  }

  /** Returns the reason to replace an idle worker, if there is one. */
  public Optional<Dismissal> dueFor(Slot slot) {
    boolean kept = limits.isProgramBroken();
    if (!kept && slot.requests() >= context.settings().maxRequests()) {
      return Optional.of(
          new Dismissal(
              ExitReason.MAX_REQUESTS, "Worker has processed " + slot.requests() + " requests"));
    }
    if (!kept && isTooOld(slot)) {
      return Optional.of(tooOld());
    }
    if (slot.retired() && !slot.drained()) {
      return Optional.of(retirement());
    }
    if (slot.generation() < workers.generation() && (!inTurn || mayReplaceAnother())) {
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

  // ---- in turn

  /** Returns the idle worker of an older generation whose turn it is to be replaced, if any. */
  Optional<Slot> nextInTurn() {
    return inTurn && mayReplaceAnother() ? workers.longestIdleOfOlder() : Optional.empty();
  }

  private boolean mayReplaceAnother() {
    int replacing = leaving.size() + arriving.size() + owed();
    int all = workers.live() + leaving.size() + owed();
    return !limits.isProgramBroken() && replacing < Math.max(1, all / PART_AT_ONCE);
  }

  /** Returns whether a successor is to be started. */
  boolean owesSuccessor() {
    return owed() > workers.starting();
  }

  /** Returns how many successors are not started yet; there must be slots for them. */
  private int owed() {
    return Math.min(owed, workers.startable() + workers.starting());
  }

  /** Notes that a worker was told to end. */
  void dismissed(Slot slot, ExitReason reason) {
    if (inTurn && reason == ExitReason.REREAD && slot.isUsed()) {
      leaving.add(slot);
    }
  }

  /** Notes that a process is gone. */
  void reaped(Slot slot) {
    boolean wasLeaving = leaving.remove(slot);
    if (arriving.remove(slot) || wasLeaving) {
      owed++;
    }
  }

  /** Notes that a worker was started; whatever for, it is a successor. */
  void started(Slot slot, StartReason reason) {
    if (reason != StartReason.TRIAL) {
      owed = Math.max(0, owed - 1);
      if (slot.loading()) {
        arriving.add(slot);
      }
    }
  }

  /** Notes that a worker is ready. */
  void ready(Slot slot) {
    arriving.remove(slot);
  }
}

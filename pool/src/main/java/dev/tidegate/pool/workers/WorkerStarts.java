package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.scaling.StartBackoff;
import dev.tidegate.pool.values.LogLevel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers: spawns them one after another, or has the warm parent fork them, several at once.
 *
 * <p>A spawned process gets the request that it was started for. A forked one is not tied to any:
 * requests wait for whichever worker is available first.
 */
public final class WorkerStarts {
  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final StartLimits limits;
  private final WarmParents parents;
  private final WorkerJournal journal;
  private final Timer trialDue = new Timer(() -> {});

  /** Fires when {@code min-start-interval} allows the next fork that waits. */
  private final Timer forkDue = new Timer(() -> {});

  /** The starts by fork, by slot number, in the order in which they were begun. */
  private final Map<Integer, WorkerStart> forks = new LinkedHashMap<>();

  /** How many of them wait for a warm parent. */
  private int waiting;

  private @Nullable WorkerStart spawn;

  /** The trial worker that is not ready yet; there is one at a time. */
  private @Nullable Slot trial;

  private boolean trialIsForked;
  private String lastFailure = "";

  public WorkerStarts(
      EventContext context,
      SlotTransitions slotTransitions,
      StartLimits limits,
      WarmParents parents,
      WorkerJournal journal) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.limits = limits;
    this.parents = parents;
    this.journal = journal;
  }

  /** Returns the decision on when a worker may be started. */
  public StartLimits limits() {
    return limits;
  }

  /**
   * Returns how many workers will be available soon: they are being forked, or load the program.
   * Trial workers are not among them.
   */
  public int expected() {
    int trials = (trialIsForked ? 1 : 0) + (trial != null && trial.isUsed() ? 1 : 0);
    return forks.size() + workers.loading() - trials;
  }

  /** Returns whether a start by fork has no result yet. */
  public boolean isUnderWay() {
    return !forks.isEmpty();
  }

  // ---- beginning

  /** Begins a start for no request; to be called only if {@link StartLimits#mayStart}. */
  public void start(StartReason reason, String words) {
    start(reason, words, Optional.empty());
  }

  /**
   * Begins a start; to be called only if {@link StartLimits#mayStart}.
   *
   * @param request goes to the worker if it is spawned; empty if it is forked
   */
  public void start(StartReason reason, String words, Optional<Request> request) {
    Slot slot = workers.nextToStart().orElseThrow();
    boolean spawns = !parents.forksWorkers();
    WorkerStart start =
        new WorkerStart(slot, reason, words, spawns ? request : Optional.empty(), !spawns);
    trialIsForked |= start.isTrial() && !spawns;
    start.attempt = limits.begin(spawns);
    if (spawns) {
      spawn = start;
      start.generation = workers.generation();
      context.spawn(slot.number());
    } else {
      workers.beginStart(slot);
      waiting++;
      forks.put(slot.number(), start);
      orderFork(start);
    }
  }

  private void orderFork(WorkerStart start) {
    OptionalLong parent = parents.readyParent();
    boolean oneAtATime = context.settings().minStartIntervalSeconds() > 0;
    boolean mayFork = !oneAtATime || (forks.size() - waiting == 0 && !limits.isHeldByInterval());
    if (parent.isPresent() && !start.ordered && mayFork) {
      start.ordered = true;
      start.parent = parent.getAsLong();
      waiting--;
      start.generation = workers.generation();
      context.fork(start.slot().number(), parent.getAsLong());
    }
  }

  // ---- results

  /** Completes a start whose process runs; returns it. */
  WorkerStart spawned(int slotNumber, int pid) {
    WorkerStart start = take(slotNumber);
    Slot slot = start.slot();
    boolean loading =
        start.isTrial() || (start.reason() == StartReason.REREAD && start.isSpawned());
    limits.end(true);
    slot.process.started(start.attempt);
    if (start.isTrial()) {
      trialIsForked = false;
      trial = slot;
    }
    slotTransitions.started(slot, pid, start.generation, loading, start.words());
    journal.started(slot, start.reason(), start.words());
    if (loading) {
      context.awaitReady(slot.number());
      context
          .timers()
          .set(
              slot.process.startTimeout,
              context.secondsFromNow(context.settings().startTimeoutSeconds()));
    }
    return start;
  }

  /** Makes a loader that is ready the worker of a stopped slot. */
  Slot adopt(long loader, int pid, String words) {
    Slot slot = workers.nextToStart().orElseThrow();
    long attempt = limits.begin(true);
    limits.end(true);
    slot.process.started(attempt);
    context.adopt(loader, slot.number());
    slotTransitions.started(slot, pid, workers.generation(), false, words);
    journal.started(slot, StartReason.REREAD, words);
    return slot;
  }

  /** Ends a start without a process; returns it. */
  public WorkerStart failed(int slotNumber, String reason) {
    WorkerStart start = take(slotNumber);
    trialIsForked &= !start.isTrial();
    limits.end(false);
    if (!start.isSpawned()) {
      workers.abandonStart(start.slot());
    }
    journal.startFailed();
    if (!reason.equals(lastFailure)) {
      lastFailure = reason;
      context.log(LogLevel.ERR, "Cannot start worker " + slotNumber + ": " + reason);
    }
    startFailed(start.attempt, reason);
    return start;
  }

  private WorkerStart take(int slotNumber) {
    WorkerStart start = forks.remove(slotNumber);
    if (start == null) {
      start = spawn;
      spawn = null;
    }
    if (start == null || start.slot().number() != slotNumber) {
      throw new IllegalStateException("no start is under way in slot " + slotNumber);
    }
    return start;
  }

  /** Orders a fork again that its warm parent has not carried out: that one is ended. */
  public void unanswered(int slotNumber) {
    WorkerStart start = forks.get(slotNumber);
    if (start == null || !start.ordered) {
      throw new IllegalStateException("no fork is ordered for slot " + slotNumber);
    }
    start.ordered = false;
    waiting++;
    parents.silent(start.parent);
  }

  /** A warm parent is gone, and with it the forks that it was ordered. */
  public void loaderEnded(long loader) {
    for (WorkerStart each : forks.values()) {
      if (each.ordered && each.parent == loader) {
        each.ordered = false;
        waiting++;
      }
    }
  }

  // ---- readiness

  /** A worker is ready: it may be given requests, and ends the backoff after failed starts. */
  void ready(Slot slot) {
    if (slot == trial) {
      parents.retryNow();
    }
    if (slot.loading()) {
      endLoading(slot);
      workers.ready(slot);
    }
    hasStarted(slot);
  }

  /** Notes that a loading worker is not awaited any more. */
  void endLoading(Slot slot) {
    context.timers().cancel(slot.process.startTimeout);
    if (slot == trial) {
      trial = null;
    }
  }

  /** Notes that a worker has read a request, or is ready, so that starts succeed. */
  void hasStarted(Slot slot) {
    lastFailure = "";
    slot.process.hasStarted = true;
    if (limits.backoff().ready(slot.process.attempt)) {
      context.log(LogLevel.INFO, "A worker is ready; starts are no longer held back");
    }
  }

  /** Counts a start that has failed, and logs what follows from that. */
  void startFailed(long failedAttempt, String why) {
    StartBackoff backoff = limits.backoff();
    StartBackoff.Change change = backoff.failed(failedAttempt, context.nanos());
    switch (change) {
      case NONE, AGAIN -> {}
      case BEGAN ->
          context.log(
              LogLevel.ERR,
              "%d workers in a row ended before they were ready (the last one: %s); starts are held"
                      .formatted(backoff.failures(), why)
                  + " back for about 1 s, then longer, until a trial worker is ready; check the"
                  + " filter");
      case LONGER ->
          context.log(
              LogLevel.ERR,
              "Workers still end before they are ready (%d in a row, the last one: %s); the next"
                      .formatted(backoff.failures(), why)
                  + " trial worker starts in about %d s"
                      .formatted(backoff.holdNanos() / Timers.SECOND_NANOS));
    }
  }

  /** An operator has ordered a reread: starts are no longer held back. */
  void release() {
    lastFailure = "";
    if (limits.backoff().release()) {
      context.log(LogLevel.INFO, "Reread ordered; starts are no longer held back");
    }
  }

  // ---- at the end of every event

  /** Orders the forks that wait, if a warm parent is ready; starts a trial worker if it is due. */
  public void settle() {
    if (waiting > 0 && parents.readyParent().isPresent()) {
      forks.values().forEach(this::orderFork);
      context.timers().expect(forkDue, waiting > 0 ? limits.intervalOverNanos() : Long.MAX_VALUE);
    } else if (waiting > 0 && !parents.forksWorkers() && spawn == null) {
      spawnInsteadOfFork();
    }
    if (limits.isTrialDue()) {
      start(StartReason.TRIAL, "Trying whether workers start again");
    }
    setTrialTimer();
  }

  private void setTrialTimer() {
    long at = limits.trialDueNanos();
    if (at == Long.MAX_VALUE || limits.isSpawning()) {
      context.timers().cancel(trialDue);
    } else {
      context.timers().expect(trialDue, Math.max(at, context.nanos()));
    }
  }

  /** Spawns a worker that was to be forked: there is no warm parent any more. */
  private void spawnInsteadOfFork() {
    WorkerStart start = abandonFirstWaiting();
    if (start.isTrial() ? limits.isTrialDue() : limits.mayStart()) {
      start(start.reason(), start.words());
    }
  }

  private WorkerStart abandonFirstWaiting() {
    WorkerStart start =
        forks.values().stream().filter(each -> !each.ordered).findFirst().orElseThrow();
    forks.remove(start.slot().number());
    waiting--;
    trialIsForked &= !start.isTrial();
    limits.end(false);
    limits.backoff().trialGone(start.attempt);
    workers.abandonStart(start.slot());
    return start;
  }

  /** Holds back starts: the program is known not to load. */
  void hold() {
    if (limits.backoff().isHolding()) {
      return;
    }
    limits.backoff().hold(context.nanos());
    context.log(
        LogLevel.WARNING,
        "No worker can be started before the filter loads again; those that run are kept, and a"
            + " trial worker is started from time to time");
  }

  /** Gives up the starts that wait for a warm parent, and starts no more: the pool ends. */
  void stop() {
    limits.forbid();
    context.timers().cancel(trialDue);
    context.timers().cancel(forkDue);
    while (waiting > 0) {
      abandonFirstWaiting();
    }
  }
}

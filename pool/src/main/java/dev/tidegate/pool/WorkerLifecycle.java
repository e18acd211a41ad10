package dev.tidegate.pool;

import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.incidents.Occasion;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.scaling.StartBackoff;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The birth and death of workers: when one may be started, how one is told to go. */
final class WorkerLifecycle {
  static final long SECOND_NANOS = 1_000_000_000L;

  /** Between telling a worker to go and SIGTERM, and again to SIGKILL. */
  static final long ESCALATION_NANOS = 10 * SECOND_NANOS;

  /** How a worker is told to go at first. */
  enum StopMethod {
    /** End of file on its stdin, for one that waits. */
    END_OF_FILE,
    /** SIGTERM, for one that may not be listening. */
    TERMINATE
  }

  /** Why a worker is told to go, for the counters and in the words of the log. */
  record Dismissal(ExitReason reason, String words) {}

  /** A start that is under way, and the request for which it is. */
  record Start(Slot slot, StartReason reason, String words, Optional<Request> request) {}

  /** What is known of the process in a slot beyond what reports show. */
  private final class ChildProcess {
    final Slot slot;
    final Timer escalation = new Timer(this::escalate);
    long attempt;
    boolean terminated;
    Optional<ExitReason> dismissedFor = Optional.empty();
    boolean outOfMemory;

    ChildProcess(Slot slot) {
      this.slot = slot;
    }

    void escalate() {
      journal.lingering(slot, terminated);
      if (terminated) {
        emitKill(slot);
      } else {
        incidentRecorder.killing(
            slot, Occasion.NOT_ENDING, Optional.empty(), "taking too long to exit");
        incidentRecorder.holdBack(slot, this::terminate);
      }
    }

    void terminate() {
      emitTerminate(slot);
      terminated = true;
      if (!ending) {
        timers.set(escalation, context.nanos() + ESCALATION_NANOS);
      }
    }
  }

  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final SlotTransitions slotTransitions;
  private final WorkerJournal journal;
  private final Workers workers;
  private final RequestQueue queue;
  private final History history;
  private final Counters counters;
  private final Autoscale autoscale;
  private final IncidentRecorder incidentRecorder;
  private final StartBackoff backoff;
  private final ChildProcess[] processes;
  private @Nullable Start starting;
  private long attempt;
  private long lastStartNanos = Long.MIN_VALUE;
  private long generation;
  private boolean ending;
  private String lastFailure = "";

  WorkerLifecycle(
      LiveSettings settings,
      EventContext context,
      Timers timers,
      SlotTransitions slotTransitions,
      WorkerJournal journal,
      RequestQueue queue,
      History history,
      Counters counters,
      Autoscale autoscale,
      IncidentRecorder incidentRecorder) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.slotTransitions = slotTransitions;
    this.journal = journal;
    this.workers = slotTransitions.workers();
    this.queue = queue;
    this.history = history;
    this.counters = counters;
    this.autoscale = autoscale;
    this.incidentRecorder = incidentRecorder;
    this.backoff = new StartBackoff(settings.atStart().seed());
    this.processes = workers.slots().stream().map(ChildProcess::new).toArray(ChildProcess[]::new);
  }

  // ---- starting

  /** Returns whether a start is under way; then no other is begun. */
  boolean isStarting() {
    return starting != null;
  }

  /** Returns whether a worker may be started now. */
  boolean mayStart() {
    return starting == null && startsAreAllowed();
  }

  private boolean startsAreAllowed() {
    return !ending
        && workers.startable() > 0
        && context.nanos() >= minStartIntervalEndNanos()
        && backoff.allowsStart(context.nanos());
  }

  /** Returns whether there is a slot for one more worker that only may not be started yet. */
  boolean isHeldBySlew() {
    return context.nanos() < minStartIntervalEndNanos();
  }

  /** Returns when a worker may be started; {@link Long#MAX_VALUE} if no time alone allows it. */
  long startAllowedAtNanos() {
    if (ending || workers.startable() == 0) {
      return Long.MAX_VALUE;
    }
    return Math.max(minStartIntervalEndNanos(), backoff.allowedAtNanos());
  }

  private long minStartIntervalEndNanos() {
    return settings.now().minStartIntervalSeconds() == 0 || lastStartNanos == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : lastStartNanos + settings.now().minStartIntervalSeconds() * SECOND_NANOS;
  }

  /**
   * Returns how many requests could be taken at once: idle workers and slots that may be started.
   * While a start is under way it is as if it were not.
   */
  int serviceable() {
    int idle = workers.idle();
    int stopped = workers.startable();
    if (!startsAreAllowed()) {
      return idle;
    }
    return settings.now().minStartIntervalSeconds() > 0 || backoff.isHolding()
        ? idle + 1
        : idle + stopped;
  }

  /** Begins a start; {@link #mayStart} was asked before. */
  void start(StartReason reason, String words, Optional<Request> request) {
    Slot slot = workers.nextToStart().orElseThrow();
    starting = new Start(slot, reason, words, request);
    attempt = backoff.attempted();
    context.emit(new Effect.Spawn(slot.number()));
  }

  /** The process that was to be started runs; returns what it was started for. */
  Start spawned(int slotNumber, int pid) {
    Start start = takeStarting(slotNumber);
    Slot slot = start.slot();
    ChildProcess process = processes[slotNumber];
    process.attempt = attempt;
    process.terminated = false;
    process.dismissedFor = Optional.empty();
    process.outOfMemory = false;
    lastStartNanos = context.nanos();
    slotTransitions.started(slot, pid, generation, start.words());
    counters.started(start.reason());
    history.activated(seconds());
    autoscale.started(context.nanos());
    journal.started(slot, start.words());
    if (settings.now().autoscale()) {
      context.log(
          LogLevel.INFO,
          "Autoscale: scaled out to %d workers (ema_busy=%s queued=%d)"
              .formatted(workers.live(), autoscale.shortAverage(), queue.size()));
    }
    return start;
  }

  /** There is no process; returns what it was to be started for. */
  Start spawnFailed(int slotNumber, String reason) {
    Start start = takeStarting(slotNumber);
    counters.startFailed();
    if (!reason.equals(lastFailure)) {
      lastFailure = reason;
      context.log(LogLevel.ERR, "Cannot start worker " + slotNumber + ": " + reason);
    }
    startFailed(attempt, reason);
    return start;
  }

  private Start takeStarting(int slotNumber) {
    Start start = starting;
    if (start == null || start.slot().number() != slotNumber) {
      throw new IllegalStateException("no start is under way in slot " + slotNumber);
    }
    starting = null;
    return start;
  }

  private void startFailed(long failedAttempt, String why) {
    StartBackoff.Change change = backoff.failed(failedAttempt, context.nanos());
    switch (change) {
      case NONE, AGAIN -> {}
      case BEGAN ->
          context.log(
              LogLevel.ERR,
              "%d workers in a row ended without an answer (the last one: %s); starts are held back"
                      .formatted(backoff.failures(), why)
                  + " for about 1 s, then longer, until a worker answers; check the filter");
      case LONGER ->
          context.log(
              LogLevel.ERR,
              "Workers still end without an answer (%d in a row, the last one: %s); starts are held"
                      .formatted(backoff.failures(), why)
                  + " back for about %d s".formatted(backoff.holdNanos() / SECOND_NANOS));
    }
  }

  /** A worker answered a request. */
  void answered(Slot slot) {
    lastFailure = "";
    if (backoff.answered(processes[slot.number()].attempt)) {
      context.log(LogLevel.INFO, "A worker answered; starts are no longer held back");
    }
  }

  StartBackoff backoff() {
    return backoff;
  }

  /** A slot gets no more work: of a worker that waits in it no answer will tell of its start. */
  void drained(Slot slot) {
    if (slot.state() == WorkerState.IDLE) {
      backoff.probeGone(processes[slot.number()].attempt);
    }
  }

  // ---- replacing

  long generation() {
    return generation;
  }

  /** A reread was asked for: workers that run are of an old generation from now on. */
  void beginGeneration() {
    generation++;
  }

  /** Returns why an idle worker is due for replacement, if it is. */
  Optional<Dismissal> dueFor(Slot slot) {
    if (slot.requests() >= settings.now().maxRequests()) {
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
    return settings.now().maxLifetimeSeconds() > 0
        && slot.firstRequestNanos() != Slot.NEVER
        && context.nanos() - slot.firstRequestNanos()
            > settings.now().maxLifetimeSeconds() * SECOND_NANOS;
  }

  Dismissal tooOld() {
    return new Dismissal(
        ExitReason.LIFETIME,
        "Worker has exceeded maximum lifetime of "
            + settings.now().maxLifetimeSeconds()
            + " seconds");
  }

  private Dismissal retirement() {
    return new Dismissal(
        ExitReason.RETIRED, "Beyond the maximum of " + settings.now().maxWorkers() + " workers");
  }

  /**
   * The maximum is another one now: slots beyond it are used no more, and of their workers those
   * that wait are told to go, unless they are drained; slots within it are used again.
   */
  void limit() {
    int maximum = settings.now().maxWorkers();
    slotTransitions.limit(maximum);
    for (Slot slot : workers.slots().subList(maximum, workers.slots().size())) {
      dismissRetired(slot);
    }
  }

  /** Tells the worker of a retired slot to go, if it waits and is not drained. */
  void dismissRetired(Slot slot) {
    if (slot.state() == WorkerState.IDLE && !slot.drained()) {
      dismiss(slot, StopMethod.END_OF_FILE, retirement());
    }
  }

  // ---- ending

  /**
   * Tells a worker to go; if it does not, SIGTERM and SIGKILL follow, ten seconds apart: by its own
   * timer, or, when the pool ends, at the marks of that.
   */
  void dismiss(Slot slot, StopMethod stopMethod, ExitReason reason, String words) {
    dismiss(slot, stopMethod, new Dismissal(reason, words));
  }

  /** Tells a worker to go, as the other one. */
  void dismiss(Slot slot, StopMethod stopMethod, Dismissal why) {
    ChildProcess process = processes[slot.number()];
    process.dismissedFor = Optional.of(why.reason());
    if (!why.reason().countsAsFailedStart()) {
      backoff.probeGone(process.attempt);
    }
    // Of the end of all the original logs that it has come, not each worker's farewell.
    if (!ending) {
      journal.killing(slot, why.words());
    }
    switch (stopMethod) {
      case END_OF_FILE -> {
        context.emit(new Effect.Signal(slot.number(), WorkerSignal.CONTINUE));
        context.emit(new Effect.CloseStdin(slot.number()));
      }
      case TERMINATE -> incidentRecorder.holdBack(slot, process::terminate);
    }
    slotTransitions.killed(slot, why.words());
    if (!ending) {
      if (stopMethod == StopMethod.END_OF_FILE) {
        timers.set(process.escalation, context.nanos() + ESCALATION_NANOS);
      }
      journal.killed(slot, why.words());
    }
  }

  private void emitTerminate(Slot slot) {
    context.emit(new Effect.Signal(slot.number(), WorkerSignal.CONTINUE));
    context.emit(new Effect.Signal(slot.number(), WorkerSignal.TERMINATE));
  }

  private void emitKill(Slot slot) {
    context.emit(new Effect.Signal(slot.number(), WorkerSignal.CONTINUE));
    context.emit(new Effect.Signal(slot.number(), WorkerSignal.KILL_GROUP));
  }

  /** The pool ends: nothing is started any more. */
  void beginEnding() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /** At the marks of the pool's end, every process that is still there gets the same signal. */
  void signalAllKilled(WorkerSignal signal) {
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.KILLED) {
        timers.cancel(processes[slot.number()].escalation);
        incidentRecorder.forgetSignal(slot);
        if (signal == WorkerSignal.TERMINATE) {
          emitTerminate(slot);
        } else {
          emitKill(slot);
        }
      }
    }
  }

  /** A worker's stderr had the words by which Perl tells that it ran out of memory. */
  void ranOutOfMemory(Slot slot) {
    processes[slot.number()].outOfMemory = true;
  }

  /** A worker's process is gone; {@code held} is what it worked on, answered meanwhile. */
  void exited(Slot slot, WorkerExit exit, ResourceUsage usage, Optional<Assignment> held) {
    ChildProcess process = processes[slot.number()];
    boolean expected = slot.state() == WorkerState.KILLED;
    timers.cancel(process.escalation);
    journal.exited(slot, exit, usage, held.isPresent(), process.outOfMemory);
    incidentRecorder.gone(slot);
    if (!expected) {
      Optional<Request> request = held.map(Assignment::request);
      String words = "died, " + WorkerJournal.words(exit);
      slotTransitions.tell(
          new FeedEvent.WorkerDied(
              slot.number(),
              slot.pid(),
              request.map(Request::line).orElse(""),
              request.map(Request::queueId).orElse(""),
              exit instanceof WorkerExit.Signalled,
              WorkerJournal.code(exit),
              process.outOfMemory,
              incidentRecorder.died(slot, held, words, usage)));
    }
    // What its end says of later starts counts from its change of state on, which tells of it.
    ExitReason reason = process.dismissedFor.orElse(diedOf(exit));
    counters.exited(reason);
    if (!slot.answered() && reason.countsAsFailedStart() && !ending) {
      startFailed(process.attempt, WorkerJournal.words(exit));
    } else {
      backoff.probeGone(process.attempt);
    }
    slotTransitions.reaped(slot, WorkerJournal.words(exit));
    history.reaped(seconds());
    journal.record("ReapWorker", slot, "");
  }

  private static ExitReason diedOf(WorkerExit exit) {
    return switch (exit) {
      case WorkerExit.Exited exited -> ExitReason.DIED_EXITED;
      case WorkerExit.Signalled signalled -> ExitReason.DIED_SIGNALLED;
    };
  }

  private long seconds() {
    return Math.floorDiv(context.nanos(), SECOND_NANOS);
  }
}

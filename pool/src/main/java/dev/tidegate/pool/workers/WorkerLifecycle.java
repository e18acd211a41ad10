package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.incidents.IncidentCause;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.scaling.StartBackoff;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers and ends them: end of file or SIGTERM first, then SIGTERM and SIGKILL, each after
 * ten seconds. The first SIGTERM of a kill is delayed until its process has been inspected.
 */
public final class WorkerLifecycle {
  /** Between an order to end and SIGTERM, and between that and SIGKILL. */
  public static final int ESCALATION_SECONDS = 10;

  /** How long SIGTERM waits for the inspection of the process. */
  static final long INSPECTION_TIMEOUT_NANOS = 200_000_000L;

  /** The first step to end a worker. */
  public enum StopMethod {
    /** End of file on its stdin, for an idle one. */
    END_OF_FILE,
    /** SIGTERM, for one that may not read its stdin. */
    TERMINATE
  }

  /** The reason to end a worker, for the counters and in the words of the log. */
  public record Dismissal(ExitReason reason, String words) {}

  /** A start that is under way, and the request that it is for. */
  public record Start(Slot slot, StartReason reason, String words, Optional<Request> request) {}

  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final StartLimits starts;
  private final WorkerJournal journal;
  private final IncidentRecorder incidentRecorder;
  private final ReplacementPolicy replacement;
  private @Nullable Start starting;
  private long attempt;
  private boolean ending;
  private String lastFailure = "";

  public WorkerLifecycle(
      EventContext context,
      SlotTransitions slotTransitions,
      StartLimits starts,
      WorkerJournal journal,
      IncidentRecorder incidentRecorder) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.starts = starts;
    this.journal = journal;
    this.incidentRecorder = incidentRecorder;
    this.replacement = new ReplacementPolicy(context);
    workers.prepare(
        slot -> {
          slot.process.escalation.onDeadline(() -> escalate(slot));
          slot.process.inspectionTimeout.onDeadline(() -> inspectionTimedOut(slot));
        });
  }

  /** Returns the decision on when a worker may be started. */
  public StartLimits starts() {
    return starts;
  }

  public IncidentRecorder incidentRecorder() {
    return incidentRecorder;
  }

  // ---- starting

  /** Begins a start; to be called only if {@link StartLimits#mayStart}. */
  public void start(StartReason reason, String words, Optional<Request> request) {
    Slot slot = workers.nextToStart().orElseThrow();
    starting = new Start(slot, reason, words, request);
    attempt = starts.begin();
    context.spawn(slot.number());
  }

  /** Completes a start whose process runs; returns it. */
  public Start spawned(int slotNumber, int pid) {
    Start start = takeStarting(slotNumber);
    Slot slot = start.slot();
    slot.process.started(attempt);
    starts.end(true);
    slotTransitions.started(slot, pid, replacement.generation(), start.words());
    journal.started(slot, start.reason(), start.words());
    return start;
  }

  /** Ends a start without a process; returns it. */
  public Start spawnFailed(int slotNumber, String reason) {
    Start start = takeStarting(slotNumber);
    starts.end(false);
    journal.startFailed();
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
    StartBackoff backoff = starts.backoff();
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
                  + " back for about %d s".formatted(backoff.holdNanos() / Timers.SECOND_NANOS));
    }
  }

  /** Ends the backoff after failed starts, if there is one: a worker answered. */
  public void answered(Slot slot) {
    lastFailure = "";
    if (starts.backoff().answered(slot.process.attempt)) {
      context.log(LogLevel.INFO, "A worker answered; starts are no longer held back");
    }
  }

  /**
   * Notes that a slot was drained: the backoff waits no longer for an answer of its idle worker.
   */
  public void drained(Slot slot) {
    if (slot.state() == WorkerState.IDLE) {
      starts.backoff().probeGone(slot.process.attempt);
    }
  }

  // ---- replacing

  /** Returns the decision on when a worker is replaced. */
  public ReplacementPolicy replacement() {
    return replacement;
  }

  /**
   * Applies a changed {@code max-workers}: retires the slots above it, dismisses their idle workers
   * unless they are drained, and includes the slots that are in range, also new ones.
   */
  public void limit() {
    int maximum = context.settings().maxWorkers();
    journal.history().grow(maximum);
    slotTransitions.limit(maximum);
    for (Slot slot : workers.slots().subList(maximum, workers.slots().size())) {
      dismissRetired(slot);
    }
  }

  /** Dismisses the worker of a retired slot, if it is idle and not drained. */
  public void dismissRetired(Slot slot) {
    if (slot.state() == WorkerState.IDLE && !slot.drained()) {
      dismiss(slot, StopMethod.END_OF_FILE, replacement.retirement());
    }
  }

  // ---- ending

  /** Dismisses a worker; see the other one. */
  public void dismiss(Slot slot, StopMethod stopMethod, ExitReason reason, String words) {
    dismiss(slot, stopMethod, new Dismissal(reason, words));
  }

  /**
   * Orders a worker to end; if it does not, SIGTERM and SIGKILL follow, ten seconds apart: by its
   * own timer, or, when the pool ends, at the marks of {@code Termination}.
   */
  public void dismiss(Slot slot, StopMethod stopMethod, Dismissal why) {
    ChildProcess process = slot.process;
    process.dismissedFor = Optional.of(why.reason());
    if (!why.reason().countsAsFailedStart()) {
      starts.backoff().probeGone(process.attempt);
    }
    // The reference logs the end of the pool, not the dismissal of each worker in it.
    if (!ending) {
      journal.killing(slot, why.words());
    }
    switch (stopMethod) {
      case END_OF_FILE -> {
        context.signal(slot.number(), WorkerSignal.CONTINUE);
        context.closeStdin(slot.number());
      }
      case TERMINATE -> terminateAfterInspection(slot);
    }
    slotTransitions.killed(slot, why.words());
    if (!ending) {
      if (stopMethod == StopMethod.END_OF_FILE) {
        setEscalation(slot);
      }
      journal.killed(slot, why.words());
    }
  }

  private void setEscalation(Slot slot) {
    context.timers().set(slot.process.escalation, context.secondsFromNow(ESCALATION_SECONDS));
  }

  private void escalate(Slot slot) {
    journal.lingering(slot, slot.process.terminated);
    if (slot.process.terminated) {
      sendKill(slot);
    } else {
      inspectBeforeSignal(
          slot, IncidentCause.NOT_ENDING, Optional.empty(), "taking too long to exit");
      terminateAfterInspection(slot);
    }
  }

  private void terminate(Slot slot) {
    sendTerminate(slot);
    slot.process.terminated = true;
    if (!ending) {
      setEscalation(slot);
    }
  }

  private void sendTerminate(Slot slot) {
    context.signal(slot.number(), WorkerSignal.CONTINUE);
    context.signal(slot.number(), WorkerSignal.TERMINATE);
  }

  private void sendKill(Slot slot) {
    context.signal(slot.number(), WorkerSignal.CONTINUE);
    context.signal(slot.number(), WorkerSignal.KILL_GROUP);
  }

  // ---- the inspection before a kill

  /**
   * Records a kill and requests an inspection of the process; SIGTERM waits for the result, but no
   * longer than 200 ms.
   *
   * @return the incident's number
   */
  public long inspectBeforeSignal(
      Slot slot, IncidentCause cause, Optional<Assignment> held, String reason) {
    long incident = incidentRecorder.recordKill(slot, cause, held, reason);
    context
        .timers()
        .set(slot.process.inspectionTimeout, context.nanos() + INSPECTION_TIMEOUT_NANOS);
    return incident;
  }

  /** Sends SIGTERM when the inspection is over, at once if there is none. */
  private void terminateAfterInspection(Slot slot) {
    if (incidentRecorder.isInspectedBeforeSignal(slot)) {
      slot.process.signalDelayed = true;
    } else {
      terminate(slot);
    }
  }

  /** Takes the result of an inspection; sends the signal that waits for it. */
  public void inspected(Slot slot, long number, ProcessFacts facts) {
    if (incidentRecorder.inspected(slot, number, facts)) {
      sendDelayedSignal(slot);
    }
  }

  private void inspectionTimedOut(Slot slot) {
    incidentRecorder.inspectionTimedOut(slot, INSPECTION_TIMEOUT_NANOS);
    sendDelayedSignal(slot);
  }

  private void sendDelayedSignal(Slot slot) {
    context.timers().cancel(slot.process.inspectionTimeout);
    if (slot.process.signalDelayed) {
      slot.process.signalDelayed = false;
      terminate(slot);
    }
  }

  // ---- the end of the pool

  /** Forbids starts: the pool ends. */
  public void beginEnding() {
    ending = true;
    starts.forbid();
  }

  public boolean isEnding() {
    return ending;
  }

  /** Sends a signal to every killed process that is still there, at a mark of the pool's end. */
  public void signalAllKilled(WorkerSignal signal) {
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.KILLED) {
        context.timers().cancel(slot.process.escalation);
        slot.process.signalDelayed = false;
        if (signal == WorkerSignal.TERMINATE) {
          sendTerminate(slot);
        } else {
          sendKill(slot);
        }
      }
    }
  }

  // ---- the end of a process

  /** Notes that a worker's stderr had the words with which Perl reports that memory ran out. */
  public void ranOutOfMemory(Slot slot) {
    slot.process.outOfMemory = true;
  }

  /** Stops a slot whose process is gone; {@code held} is its request, which has been answered. */
  public void exited(Slot slot, WorkerExit exit, ResourceUsage usage, Optional<Assignment> held) {
    ChildProcess process = slot.process;
    boolean expected = slot.state() == WorkerState.KILLED;
    context.timers().cancel(process.escalation);
    journal.exited(slot, exit, usage, held.isPresent());
    context.timers().cancel(process.inspectionTimeout);
    process.signalDelayed = false;
    incidentRecorder.processEnded(slot);
    if (!expected) {
      publishDeath(slot, exit, usage, held);
    }
    // First the consequences for later starts: the change of state publishes them.
    ExitReason reason = process.dismissedFor.orElse(diedOf(exit));
    journal.counted(reason);
    if (!slot.answered() && reason.countsAsFailedStart() && !ending) {
      startFailed(process.attempt, WorkerJournal.words(exit));
    } else {
      starts.backoff().probeGone(process.attempt);
    }
    slotTransitions.reaped(slot, WorkerJournal.words(exit));
    journal.reaped(slot);
  }

  private void publishDeath(
      Slot slot, WorkerExit exit, ResourceUsage usage, Optional<Assignment> held) {
    Optional<Request> request = held.map(Assignment::request);
    String words = "died, " + WorkerJournal.words(exit);
    slotTransitions.publish(
        new FeedEvent.WorkerDied(
            slot.number(),
            slot.pid(),
            request.map(Request::line).orElse(""),
            request.map(Request::queueId).orElse(""),
            exit instanceof WorkerExit.Signalled,
            WorkerJournal.code(exit),
            slot.process.outOfMemory,
            incidentRecorder.recordDeath(slot, held, words, usage)));
  }

  private static ExitReason diedOf(WorkerExit exit) {
    return switch (exit) {
      case WorkerExit.Exited exited -> ExitReason.DIED_EXITED;
      case WorkerExit.Signalled signalled -> ExitReason.DIED_SIGNALLED;
    };
  }
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.incidents.IncidentCause;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;

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

  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final WorkerStarts starts;
  private final WorkerJournal journal;
  private final IncidentRecorder incidentRecorder;
  private final ReplacementPolicy replacement;
  private boolean ending;

  public WorkerLifecycle(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerStarts starts,
      WorkerJournal journal,
      IncidentRecorder incidentRecorder) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.starts = starts;
    this.journal = journal;
    this.incidentRecorder = incidentRecorder;
    this.replacement = new ReplacementPolicy(context, workers, starts.limits());
    workers.prepare(
        slot -> {
          slot.process.escalation.onDeadline(() -> escalate(slot));
          slot.process.startTimeout.onDeadline(() -> startTimedOut(slot));
          slot.process.inspectionTimeout.onDeadline(() -> inspectionTimedOut(slot));
        });
  }

  /** Returns the starts of workers. */
  public WorkerStarts starts() {
    return starts;
  }

  public WorkerJournal journal() {
    return journal;
  }

  public IncidentRecorder incidentRecorder() {
    return incidentRecorder;
  }

  // ---- starting

  /** Completes a start whose process runs; returns it. */
  public WorkerStart spawned(int slotNumber, int pid) {
    WorkerStart start = starts.spawned(slotNumber, pid);
    Slot slot = start.slot();
    replacement.started(slot, start.reason());
    if (ending) {
      dismiss(slot, StopMethod.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
    } else if (slot.retired()) {
      dismissRetired(slot);
    } else if (slot.generation() < workers.generation()) {
      replacement.dueFor(slot).ifPresent(due -> dismiss(slot, StopMethod.END_OF_FILE, due));
    }
    return start;
  }

  /** Makes a loader that is ready the worker of a stopped slot. */
  Slot adopt(Loader loader, String words) {
    Slot slot = starts.adopt(loader.id(), loader.pid(), words);
    replacement.started(slot, StartReason.REREAD);
    starts.ready(slot);
    return slot;
  }

  /** A worker is ready: it may be given requests. */
  public void ready(Slot slot, ReadySign sign) {
    if (slot.state() == WorkerState.IDLE && slot.loading()) {
      slot.process.sign = Optional.of(sign);
      replacement.ready(slot);
      starts.ready(slot);
    }
  }

  /** Notes that a worker has answered, so that starts succeed. */
  public void answered(Slot slot) {
    starts.hasStarted(slot);
  }

  private void startTimedOut(Slot slot) {
    String words =
        "Worker has not loaded the filter within %d seconds"
            .formatted(context.settings().startTimeoutSeconds());
    inspectBeforeSignal(slot, IncidentCause.NOT_READY, Optional.empty(), words);
    dismiss(slot, StopMethod.TERMINATE, ExitReason.START_TIMEOUT, words);
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
    starts.endLoading(slot);
    if (!why.reason().countsAsFailedStart()) {
      starts.limits().backoff().trialGone(process.attempt);
    }
    replacement.dismissed(slot, why.reason());
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
    starts.stop();
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

  /**
   * Stops a slot whose process is gone; {@code held} is its request, which has been answered.
   *
   * @param requestUnread whether it has not read a byte of that
   */
  public void exited(
      Slot slot,
      WorkerExit exit,
      ResourceUsage usage,
      Optional<Assignment> held,
      boolean requestUnread) {
    ChildProcess process = slot.process;
    boolean expected = slot.state() == WorkerState.KILLED;
    context.timers().cancel(process.escalation);
    journal.exited(slot, exit, usage, held.isPresent());
    context.timers().cancel(process.inspectionTimeout);
    process.signalDelayed = false;
    incidentRecorder.processEnded(slot);
    starts.endLoading(slot);
    if (!expected) {
      publishDeath(slot, exit, usage, held);
    }
    // First the consequences for later starts: the change of state publishes them.
    ExitReason reason = process.dismissedFor.orElse(diedOf(exit));
    journal.counted(reason);
    if (slot.requests() > 0 && !requestUnread) {
      starts.hasStarted(slot);
    }
    if (!process.hasStarted && reason.countsAsFailedStart() && !ending) {
      starts.startFailed(process.attempt, WorkerJournal.words(exit));
    } else {
      starts.limits().backoff().trialGone(process.attempt);
    }
    replacement.reaped(slot);
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

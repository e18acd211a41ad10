package dev.tidegate.pool.dispatch;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.incidents.IncidentCause;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.Refusal;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.requests.RunningRequest;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.workers.IncidentRecorder;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.SlotTransitions;
import dev.tidegate.pool.workers.WorkerJournal;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.StatusTag;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request that each busy worker is processing, until it answers, times out, falls out of step
 * or dies.
 *
 * <p>A request is at first only offered: the driver checks whether the worker is in step, and its
 * result, which comes before any other event, makes the worker busy or returns the request, of
 * which the worker has not got a byte.
 */
public final class RunningRequests {
  /** How long a process may outlive its stdout before it counts as out of step. */
  private static final long OUTPUT_END_GRACE_NANOS = 100_000_000L;

  /** At so many times {@code -r} a worker is replaced even though requests wait. */
  private static final long OVERTIME_FACTOR = 3;

  private static final String NOT_TAKEN = "Error talking to worker process";

  private static final long MILLI_NANOS = 1_000_000L;

  /** The marks of a request: tenths of its busy timeout. */
  private static final int[] MARKS_TENTHS = {1, 5, 9, 10};

  /** A request that is offered to an idle worker. */
  private record Offer(Slot slot, Request request) {}

  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final WorkerJournal journal;
  private final RequestQueue queue;
  private final IncidentRecorder incidentRecorder;
  private @Nullable Offer offer;
  private @Nullable Slot overdue;

  public RunningRequests(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      WorkerJournal journal,
      RequestQueue queue) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.lifecycle = lifecycle;
    this.journal = journal;
    this.queue = queue;
    this.incidentRecorder = lifecycle.incidentRecorder();
    workers.prepare(
        slot -> {
          slot.request().busy().onDeadline(() -> reachMark(slot));
          slot.request().stall().onDeadline(() -> notTaken(slot));
          slot.outputEnd().onDeadline(() -> outOfStep(slot, "its stdout has ended, but it lives"));
        });
  }

  // ---- offer

  /** Returns whether a request is offered; then no other is. */
  public boolean isOffering() {
    return offer != null;
  }

  /** Offers a request to an idle worker. */
  void offer(Slot slot, Request request) {
    offer = new Offer(slot, request);
    context.sendToWorker(slot.number(), request.line());
  }

  /** Begins the offered request; for one that had stalled, cancels the stall timer. */
  public void taken(Slot slot) {
    if (isOffered(slot)) {
      begin(slot);
    } else {
      context.timers().cancel(slot.request().stall());
    }
  }

  /** Begins a request that its worker has taken in part; limits the time for the rest. */
  public void stalled(Slot slot) {
    if (isOffered(slot)) {
      begin(slot);
      context
          .timers()
          .set(
              slot.request().stall(),
              context.secondsFromNow(context.settings().clientTimeoutSeconds()));
    }
  }

  private boolean isOffered(Slot slot) {
    return offer != null && offer.slot() == slot;
  }

  private Request takeOffer() {
    Offer taken = offer;
    if (taken == null) {
      throw new IllegalStateException("nothing is on offer");
    }
    offer = null;
    return taken.request();
  }

  private Optional<Request> takeOfferOf(Slot slot) {
    return isOffered(slot) ? Optional.of(takeOffer()) : Optional.empty();
  }

  private void begin(Slot slot) {
    Request request = takeOffer();
    Assignment assignment = new Assignment(request, context.nanos(), timeoutNanos(request));
    slot.request().begin(assignment);
    context.timers().set(slot.request().busy(), assignment.atTenthNanos(MARKS_TENTHS[0]));
    String line = request.line();
    request.taken(context.nanos());
    slotTransitions.taken(slot, request, line, StatusTag.ofCommand(line));
    journal.requestTaken(slot, request);
  }

  private long timeoutNanos(Request request) {
    return context.settings().requestTimeoutSeconds(request.timeoutSetting()) * Timers.SECOND_NANOS;
  }

  /** Gives each request in progress the timeout that its class has now. */
  public void followTimeouts() {
    for (Slot slot : workers.slots()) {
      RunningRequest running = slot.request();
      Assignment held = running.assignment();
      if (held != null && held.timeoutNanos() != timeoutNanos(held.request())) {
        Assignment changed = running.changeTimeout(held, timeoutNanos(held.request()));
        long due = changed.atTenthNanos(MARKS_TENTHS[running.mark()]);
        context.timers().set(running.busy(), Math.max(context.nanos(), due));
      }
    }
  }

  // ---- its ends

  /** Refuses a request that its worker does not read; a busy timeout at the same time wins. */
  private void notTaken(Slot slot) {
    Assignment held = slot.request().assignment();
    if (held != null && held.endNanos() <= context.nanos()) {
      busyTimedOut(slot, held);
    } else {
      refused(slot);
    }
  }

  /** Refuses a request that cannot be written to its worker, and kills that. */
  public void refused(Slot slot) {
    if (isOffered(slot)) {
      takeOffer().refuse(Refusal.NOT_TAKEN);
      kill(slot, IncidentCause.NOT_READING, ExitReason.NOT_READING, Optional.empty(), NOT_TAKEN);
    } else {
      Optional<Assignment> held = refuseHeld(slot, Refusal.NOT_TAKEN);
      if (held.isPresent()) {
        kill(slot, IncidentCause.NOT_READING, ExitReason.NOT_READING, held, NOT_TAKEN);
      }
    }
  }

  /** Answers a request; its worker becomes idle, or is replaced or dismissed. */
  public void answered(Slot slot, String line, boolean moreFollowed) {
    if (slot.request().assignment() == null) {
      return;
    }
    if (moreFollowed) {
      // Nothing distinguishes the answer from a line that came late.
      outOfStep(slot, "more output after its answer");
      return;
    }
    end(slot).answer(line);
    lifecycle.answered(slot);
    slotTransitions.answered(slot);
    if (lifecycle.isEnding()) {
      lifecycle.dismiss(
          slot, WorkerLifecycle.StopMethod.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
      return;
    }
    if (lifecycle.replacement().dueFor(slot).isPresent()) {
      overdue = slot;
      if (queue.isEmpty()
          || slot.requests() >= OVERTIME_FACTOR * context.settings().maxRequests()
          || slot.drained()
          || slot.retired()
          || lifecycle.starts().limits().mayStart()) {
        replace(slot);
      }
    }
  }

  /** Replaces a worker that was kept for requests that waited, once none waits any more. */
  void replaceOverdue() {
    Slot slot = overdue;
    if (slot != null && queue.isEmpty()) {
      overdue = null;
      if (slot.state() == WorkerState.IDLE && !isOffered(slot)) {
        replace(slot);
      }
    }
  }

  private void replace(Slot slot) {
    lifecycle
        .replacement()
        .dueFor(slot)
        .ifPresent(why -> lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.END_OF_FILE, why));
  }

  /** One timer for all marks: a request that ends before the first one costs no other. */
  private void reachMark(Slot slot) {
    RunningRequest running = slot.request();
    Assignment held = assignment(slot);
    int reached = running.mark();
    // After a pause of the process several marks have passed: the latest one stands for all.
    while (reached + 1 < MARKS_TENTHS.length
        && held.atTenthNanos(MARKS_TENTHS[reached + 1]) <= context.nanos()) {
      reached++;
    }
    running.setMark(reached + 1);
    switch (reached) {
      case 0 -> incidentRecorder.requestBaseline(slot, held);
      case 1 -> incidentRecorder.recordLongRequest(slot, IncidentCause.HALF_OF_BUSY_TIMEOUT, held);
      case 2 ->
          incidentRecorder.recordLongRequest(slot, IncidentCause.NINE_TENTHS_OF_BUSY_TIMEOUT, held);
      default -> {
        busyTimedOut(slot, held);
        return;
      }
    }
    context.timers().set(running.busy(), held.atTenthNanos(MARKS_TENTHS[running.mark()]));
  }

  private void busyTimedOut(Slot slot, Assignment held) {
    Refusal refusal = Refusal.timedOut(workers.count(WorkerState.BUSY));
    end(slot).refuse(refusal);
    incidentRecorder.requestEndedWorker(slot, held.request(), "reached its busy timeout");
    String words = "Busy timeout";
    long incident =
        lifecycle.inspectBeforeSignal(slot, IncidentCause.BUSY_TIMEOUT, Optional.of(held), words);
    slotTransitions.publish(
        new FeedEvent.BusyTimeout(
            slot.number(),
            slot.pid(),
            held.request().line(),
            held.request().queueId(),
            (context.nanos() - held.startNanos()) / MILLI_NANOS,
            incident));
    lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.TERMINATE, ExitReason.BUSY_TIMEOUT, words);
  }

  /** Records and kills a worker whose request, {@code held}, has been answered already. */
  private void kill(
      Slot slot, IncidentCause cause, ExitReason reason, Optional<Assignment> held, String words) {
    lifecycle.inspectBeforeSignal(slot, cause, held, words);
    lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.TERMINATE, reason, words);
  }

  /** Kills an idle or busy worker by an operator's order. */
  public void killByOperator(Slot slot) {
    Optional<Assignment> held = refuseHeld(slot, Refusal.NO_RESPONSE);
    context.timers().cancel(slot.outputEnd());
    kill(slot, IncidentCause.OPERATOR, ExitReason.OPERATOR, held, "Killed by an operator");
  }

  /**
   * Kills a worker whose output cannot be matched to its requests; returns the request that it was
   * offered.
   */
  public Optional<Request> outOfStep(Slot slot, String what) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return Optional.empty();
    }
    Optional<Request> unseen = takeOfferOf(slot);
    killOutOfStep(slot, refuseHeld(slot, Refusal.NO_RESPONSE), what);
    return unseen;
  }

  /** Refuses the request that the worker is processing, if any; returns it. */
  private Optional<Assignment> refuseHeld(Slot slot, Refusal refusal) {
    Optional<Assignment> held = Optional.ofNullable(slot.request().assignment());
    if (held.isPresent()) {
      end(slot).refuse(refusal);
    }
    return held;
  }

  private void killOutOfStep(Slot slot, Optional<Assignment> held, String what) {
    context.log(
        LogLevel.ERR,
        "Worker %d (pid %d) is out of step: %s; killing it"
            .formatted(slot.number(), slot.pid(), what));
    held.ifPresent(
        each -> incidentRecorder.requestEndedWorker(slot, each.request(), "fell out of step"));
    context.timers().cancel(slot.outputEnd());
    kill(slot, IncidentCause.OUT_OF_STEP, ExitReason.OUT_OF_STEP, held, "Out of step: " + what);
  }

  /**
   * Excludes a worker from the choice whose stdout has ended: it is about to die, or else it is out
   * of step; returns the request that it was offered.
   */
  public Optional<Request> outputEnded(Slot slot) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return Optional.empty();
    }
    Timer grace = slot.outputEnd();
    if (!grace.isSet()) {
      context.timers().set(grace, context.nanos() + OUTPUT_END_GRACE_NANOS);
    }
    workers.withdraw(slot);
    return takeOfferOf(slot);
  }

  /**
   * Answers or refuses the request of a worker whose process is gone; returns the request that it
   * was only offered.
   */
  public Optional<Request> exited(
      Slot slot,
      WorkerExit exit,
      ResourceUsage usage,
      boolean requestUnread,
      Optional<String> lastAnswer) {
    context.timers().cancel(slot.outputEnd());
    Optional<Request> unseen = takeOfferOf(slot);
    Optional<Assignment> held = Optional.ofNullable(slot.request().assignment());
    if (held.isPresent()) {
      Request request = end(slot);
      if (lastAnswer.isPresent()) {
        request.answer(lastAnswer.get());
        lifecycle.answered(slot);
      } else {
        request.refuse(Refusal.NO_RESPONSE);
        incidentRecorder.requestEndedWorker(slot, request, died(exit));
      }
    }
    lifecycle.exited(slot, exit, usage, held, requestUnread);
    return unseen;
  }

  private static String died(WorkerExit exit) {
    return switch (exit) {
      case WorkerExit.Exited exited -> "died, exited with status " + exited.status();
      case WorkerExit.Signalled signalled -> "died, killed by signal " + signalled.signal();
    };
  }

  /** Takes the request from its worker and counts it; the caller sees to its answer. */
  private Request end(Slot slot) {
    Assignment assignment = assignment(slot);
    RunningRequest running = slot.request();
    running.end();
    context.timers().cancel(running.busy());
    context.timers().cancel(running.stall());
    assignment.request().left(context.nanos() - assignment.startNanos());
    journal.requestEnded(slot, assignment);
    return assignment.request();
  }

  private static Assignment assignment(Slot slot) {
    Assignment assignment = slot.request().assignment();
    if (assignment == null) {
      throw new IllegalStateException("slot " + slot.number() + " holds no request");
    }
    return assignment;
  }

  /** Refuses the requests in progress and dismisses their workers: the pool's end has a limit. */
  void abandonAll() {
    for (Slot slot : workers.slots()) {
      refuseHeld(slot, Refusal.NO_RESPONSE);
      if (slot.state() == WorkerState.BUSY || slot.state() == WorkerState.IDLE) {
        lifecycle.dismiss(
            slot, WorkerLifecycle.StopMethod.TERMINATE, ExitReason.TERMINATING, "Terminating");
      }
    }
  }
}

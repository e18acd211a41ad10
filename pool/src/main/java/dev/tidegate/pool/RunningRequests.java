package dev.tidegate.pool;

import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.incidents.Occasion;
import dev.tidegate.pool.requests.DomainLimit;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.StatusTag;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each worker has before it: the request that it works on, until it answers, runs out of time,
 * falls out of step or dies.
 *
 * <p>A request that is handed over is at first only offered: the driver looks whether the worker is
 * in step, and its result, which comes before anything else, makes the worker busy or gives the
 * request back, unseen by any worker.
 */
final class RunningRequests {
  /** How long a process may outlive its stdout before it counts as out of step. */
  private static final long OUTPUT_END_GRACE_NANOS = 100_000_000L;

  /** Beyond so many times {@code -r} a worker is replaced even though requests wait. */
  private static final long OVERTIME_FACTOR = 3;

  private static final String NOT_TAKEN = "Error talking to worker process";

  private static final long MILLI_NANOS = 1_000_000L;

  /** Where a request's time is looked at: tenths of its busy timeout. */
  private static final int[] MARKS_TENTHS = {1, 5, 9, 10};

  /** A request on offer to an idle worker. */
  private record Offer(Slot slot, Request request) {}

  /** One worker's side of the dispatcher. */
  private final class RunningRequest {
    /** Fires at each mark of a request's time, the last of which is its end. */
    final Timer busy;

    /** The mark that it fires at next. */
    int mark;

    final Timer stall;
    final Timer outputEnd;
    @Nullable Assignment assignment;

    RunningRequest(Slot slot) {
      busy = new Timer(() -> reachMark(slot));
      stall = new Timer(() -> notTaken(slot));
      outputEnd = new Timer(() -> outOfStep(slot, "its stdout has ended, but it lives"));
    }
  }

  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final WorkerJournal journal;
  private final RequestQueue queue;
  private final History history;
  private final Counters counters;
  private final AnswerRouter answerRouter;
  private final DomainLimit domains;
  private final IncidentRecorder incidentRecorder;
  private final RunningRequest[] runningRequests;
  private @Nullable Offer offer;
  private @Nullable Slot overdue;
  private long scans;

  RunningRequests(
      LiveSettings settings,
      EventContext context,
      Timers timers,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      WorkerJournal journal,
      RequestQueue queue,
      History history,
      Counters counters,
      AnswerRouter answerRouter,
      DomainLimit domains,
      IncidentRecorder incidentRecorder) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.lifecycle = lifecycle;
    this.journal = journal;
    this.queue = queue;
    this.history = history;
    this.counters = counters;
    this.answerRouter = answerRouter;
    this.domains = domains;
    this.incidentRecorder = incidentRecorder;
    this.runningRequests =
        workers.slots().stream().map(RunningRequest::new).toArray(RunningRequest[]::new);
  }

  /** Returns how many scans have finished, the lost ones included. */
  long scans() {
    return scans;
  }

  /** Returns whether a request is on offer; then no other is offered. */
  boolean isOffering() {
    return offer != null;
  }

  /** Offers a request to an idle worker. */
  void offer(Slot slot, Request request) {
    offer = new Offer(slot, request);
    context.emit(new Effect.SendToWorker(slot.number(), request.line()));
  }

  void taken(Slot slot) {
    if (isOffered(slot)) {
      begin(slot);
    } else {
      timers.cancel(desk(slot).stall);
    }
  }

  void stalled(Slot slot) {
    if (isOffered(slot)) {
      begin(slot);
      timers.set(
          desk(slot).stall,
          context.nanos() + settings.now().clientTimeoutSeconds() * WorkerLifecycle.SECOND_NANOS);
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
    RunningRequest desk = desk(slot);
    Assignment assignment =
        new Assignment(
            request,
            context.nanos(),
            settings.now().busyTimeoutSeconds() * WorkerLifecycle.SECOND_NANOS);
    desk.assignment = assignment;
    if (request.limitedDomain().isPresent()) {
      domains.began(request.limitedDomain().get());
    }
    desk.mark = 0;
    timers.set(desk.busy, assignment.atTenthNanos(MARKS_TENTHS[0]));
    String line = request.line();
    counters.requests(request.kind()).taken(context.nanos() - request.arrivedNanos());
    slotTransitions.handed(slot, request.commandClass(), line, StatusTag.ofCommand(line));
    history.becameBusy(workers.count(WorkerState.BUSY));
    if (request.commandClass() == CommandClass.SCAN) {
      journal.record("StartFilter", slot, "");
    }
  }

  /** If its whole time is over at the same moment, that is what ends it. */
  private void notTaken(Slot slot) {
    Assignment held = desk(slot).assignment;
    if (held != null && held.endNanos() <= context.nanos()) {
      busyTimedOut(slot, held);
    } else {
      refused(slot);
    }
  }

  /** The worker cannot be written to, or does not read what it was sent. */
  void refused(Slot slot) {
    if (isOffered(slot)) {
      answerRouter.refuse(takeOffer(), Refusal.NOT_TAKEN);
      kill(slot, Occasion.NOT_READING, ExitReason.NOT_READING, Optional.empty(), NOT_TAKEN);
    } else if (desk(slot).assignment != null) {
      Assignment held = assignment(slot);
      answerRouter.refuse(end(slot), Refusal.NOT_TAKEN);
      kill(slot, Occasion.NOT_READING, ExitReason.NOT_READING, Optional.of(held), NOT_TAKEN);
    }
  }

  void answered(Slot slot, String line, boolean moreFollowed) {
    if (desk(slot).assignment == null) {
      return;
    }
    if (moreFollowed) {
      // Which of the lines is the answer, and which one came late, cannot be told.
      outOfStep(slot, "more output after its answer");
      return;
    }
    answerRouter.answer(end(slot), line);
    lifecycle.answered(slot);
    slotTransitions.answered(slot);
    if (lifecycle.isEnding()) {
      lifecycle.dismiss(
          slot, WorkerLifecycle.StopMethod.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
      return;
    }
    if (lifecycle.dueFor(slot).isPresent()) {
      overdue = slot;
      if (queue.isEmpty()
          || slot.requests() >= OVERTIME_FACTOR * settings.now().maxRequests()
          || slot.drained()
          || slot.retired()
          || lifecycle.mayStart()) {
        replace(slot);
      }
    }
  }

  /** A worker that was kept although it is due goes once nothing waits for it any more. */
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
        .dueFor(slot)
        .ifPresent(why -> lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.END_OF_FILE, why));
  }

  /** One timer for all marks: a request that is over before the first one pays for no other. */
  private void reachMark(Slot slot) {
    RunningRequest desk = desk(slot);
    Assignment held = assignment(slot);
    int reached = desk.mark;
    // If nobody looked for long, as while the process was stopped, the latest mark stands for all.
    while (reached + 1 < MARKS_TENTHS.length
        && held.atTenthNanos(MARKS_TENTHS[reached + 1]) <= context.nanos()) {
      reached++;
    }
    desk.mark = reached + 1;
    switch (reached) {
      case 0 -> incidentRecorder.takeBaseline(slot, held);
      case 1 -> incidentRecorder.longRequest(slot, Occasion.HALF_OF_BUSY_TIMEOUT, held);
      case 2 -> incidentRecorder.longRequest(slot, Occasion.NINE_TENTHS_OF_BUSY_TIMEOUT, held);
      default -> {
        busyTimedOut(slot, held);
        return;
      }
    }
    timers.set(desk.busy, held.atTenthNanos(MARKS_TENTHS[desk.mark]));
  }

  private void busyTimedOut(Slot slot, Assignment held) {
    Refusal refusal = Refusal.timedOut(workers.count(WorkerState.BUSY));
    answerRouter.refuse(end(slot), refusal);
    String words = "Busy timeout";
    long incident = incidentRecorder.killing(slot, Occasion.BUSY_TIMEOUT, Optional.of(held), words);
    slotTransitions.tell(
        new FeedEvent.BusyTimeout(
            slot.number(),
            slot.pid(),
            held.request().line(),
            held.request().queueId(),
            (context.nanos() - held.startNanos()) / MILLI_NANOS,
            incident));
    lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.TERMINATE, ExitReason.BUSY_TIMEOUT, words);
  }

  /** Ends a worker that no longer holds what it held, with a record of it. */
  private void kill(
      Slot slot, Occasion occasion, ExitReason reason, Optional<Assignment> held, String words) {
    incidentRecorder.killing(slot, occasion, held, words);
    lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.TERMINATE, reason, words);
  }

  /** An operator ends a worker that waits or works. */
  void killByHand(Slot slot) {
    Optional<Assignment> held = refuseHeld(slot);
    timers.cancel(desk(slot).outputEnd);
    kill(slot, Occasion.OPERATOR, ExitReason.OPERATOR, held, "Killed by an operator");
  }

  /**
   * What a worker prints can no longer be matched to what it was asked; returns the request that it
   * was offered.
   */
  Optional<Request> outOfStep(Slot slot, String what) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return Optional.empty();
    }
    Optional<Request> unseen = takeOfferOf(slot);
    killOutOfStep(slot, refuseHeld(slot), what);
    return unseen;
  }

  /** Returns what the worker held, if anything; its client is told that there is no answer. */
  private Optional<Assignment> refuseHeld(Slot slot) {
    Optional<Assignment> held = Optional.ofNullable(desk(slot).assignment);
    if (held.isPresent()) {
      answerRouter.refuse(end(slot), Refusal.NO_RESPONSE);
    }
    return held;
  }

  private void killOutOfStep(Slot slot, Optional<Assignment> held, String what) {
    context.log(
        LogLevel.ERR,
        "Worker %d (pid %d) is out of step: %s; killing it"
            .formatted(slot.number(), slot.pid(), what));
    timers.cancel(desk(slot).outputEnd);
    kill(slot, Occasion.OUT_OF_STEP, ExitReason.OUT_OF_STEP, held, "Out of step: " + what);
  }

  /**
   * A worker's stdout has ended: it is about to die, or else it is out of step; returns the request
   * that it was offered.
   */
  Optional<Request> outputEnded(Slot slot) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return Optional.empty();
    }
    Timer grace = desk(slot).outputEnd;
    if (!grace.isSet()) {
      timers.set(grace, context.nanos() + OUTPUT_END_GRACE_NANOS);
    }
    workers.withdraw(slot);
    return takeOfferOf(slot);
  }

  /**
   * A worker's process is gone: what it held is answered; returns the request that it was only
   * offered.
   */
  Optional<Request> exited(
      Slot slot, WorkerExit exit, ResourceUsage usage, Optional<String> lastAnswer) {
    RunningRequest desk = desk(slot);
    timers.cancel(desk.outputEnd);
    Optional<Request> unseen = takeOfferOf(slot);
    Optional<Assignment> held = Optional.ofNullable(desk.assignment);
    if (held.isPresent()) {
      Request request = end(slot);
      if (lastAnswer.isPresent()) {
        answerRouter.answer(request, lastAnswer.get());
        workers.hasAnswered(slot);
        lifecycle.answered(slot);
      } else {
        answerRouter.refuse(request, Refusal.NO_RESPONSE);
      }
    }
    lifecycle.exited(slot, exit, usage, held);
    return unseen;
  }

  /** Takes the request from its worker and counts it; whoever calls sees to its answer. */
  private Request end(Slot slot) {
    RunningRequest desk = desk(slot);
    Assignment assignment = assignment(slot);
    desk.assignment = null;
    timers.cancel(desk.busy);
    timers.cancel(desk.stall);
    Request request = assignment.request();
    if (request.limitedDomain().isPresent()) {
      domains.ended(request.limitedDomain().get());
    }
    long durationNanos = context.nanos() - assignment.startNanos();
    counters.requests(request.kind()).left(durationNanos);
    if (request.commandClass().counted()) {
      history.requestEnded(
          request.commandClass(),
          Math.floorDiv(context.nanos(), WorkerLifecycle.SECOND_NANOS),
          Math.floorDiv(context.now().wallMillis(), 1_000L),
          workers.count(WorkerState.BUSY),
          durationNanos);
    }
    if (request.commandClass() == CommandClass.SCAN) {
      scans++;
      journal.recordEndFilter(slot);
    }
    return request;
  }

  /** Returns the request that a worker works on. */
  Optional<Request> requestAt(Slot slot) {
    Assignment assignment = desk(slot).assignment;
    return assignment == null ? Optional.empty() : Optional.of(assignment.request());
  }

  /** Returns when the worker runs out of time; {@link Long#MAX_VALUE} if it works on nothing. */
  long timeoutNanos(Slot slot) {
    Assignment held = desk(slot).assignment;
    return held == null ? Long.MAX_VALUE : held.endNanos();
  }

  /** Returns the queue id of the message that a worker works on; empty if it has none. */
  String queueIdAt(Slot slot) {
    Assignment assignment = desk(slot).assignment;
    return assignment == null ? "" : assignment.request().queueId();
  }

  private Assignment assignment(Slot slot) {
    Assignment assignment = desk(slot).assignment;
    if (assignment == null) {
      throw new IllegalStateException("slot " + slot.number() + " holds no request");
    }
    return assignment;
  }

  private RunningRequest desk(Slot slot) {
    return runningRequests[slot.number()];
  }

  /** The time for answers is over: what workers still hold is answered, and they are told to go. */
  void abandonAll() {
    for (Slot slot : workers.slots()) {
      if (desk(slot).assignment != null) {
        answerRouter.refuse(end(slot), Refusal.NO_RESPONSE);
      }
      if (slot.state() == WorkerState.BUSY || slot.state() == WorkerState.IDLE) {
        lifecycle.dismiss(
            slot, WorkerLifecycle.StopMethod.TERMINATE, ExitReason.TERMINATING, "Terminating");
      }
    }
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.feed.Notice;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.requests.CommandText;
import dev.tidegate.pool.requests.DomainLimit;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.pool.workers.Workers;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests to workers and answers back: the choice, the queue, the time-outs.
 *
 * <p>A request that is handed over is at first only offered: the driver looks whether the worker is
 * in step, and its result, which comes before anything else, makes the worker busy or gives the
 * request back. Nothing else is handed over or started meanwhile.
 */
final class Dispatcher {
  /** How long a process may outlive its stdout before it counts as out of step. */
  private static final long OUTPUT_END_GRACE_NANOS = 100_000_000L;

  /** Beyond so many times {@code -r} a worker is replaced even though requests wait. */
  private static final long OVERTIME_FACTOR = 3;

  private static final long MILLI_NANOS = 1_000_000L;

  /** A request that a worker works on. */
  private record Assignment(Request request, long startNanos) {}

  /** A request on offer to an idle worker. */
  private record Offer(Slot slot, Request request) {}

  /** One worker's side of the dispatcher. */
  private final class Desk {
    final Timer busy;
    final Timer stall;
    final Timer outputEnd;
    @Nullable Assignment assignment;

    Desk(Slot slot) {
      busy = new Timer(() -> busyTimedOut(slot));
      stall = new Timer(() -> refused(slot));
      outputEnd = new Timer(() -> outOfStep(slot, "its stdout has ended, but it lives"));
    }
  }

  private final PoolSettings settings;
  private final Turn turn;
  private final Timers timers;
  private final Roster roster;
  private final Workers workers;
  private final WorkerLife life;
  private final RequestQueue queue;
  private final History history;
  private final Replies replies;
  private final DomainLimit domains;
  private final Desk[] desks;
  private final Timer queueWake = new Timer(() -> {});
  private @Nullable Offer offer;
  private @Nullable Slot overdue;
  private long scans;

  Dispatcher(
      PoolSettings settings,
      Turn turn,
      Timers timers,
      Roster roster,
      WorkerLife life,
      RequestQueue queue,
      History history,
      Replies replies) {
    this.settings = settings;
    this.turn = turn;
    this.timers = timers;
    this.roster = roster;
    this.workers = roster.workers();
    this.life = life;
    this.queue = queue;
    this.history = history;
    this.replies = replies;
    this.domains = new DomainLimit(settings.recipokPerDomain());
    this.desks = workers.slots().stream().map(Desk::new).toArray(Desk[]::new);
  }

  /** Returns how many scans have finished, the lost ones included. */
  long scans() {
    return scans;
  }

  Request newRequest(Origin origin, String line) {
    return new Request(origin, line, turn.nanos(), domains.isLimited());
  }

  // ---- on the way in

  /** A new request: to a worker if nobody waits, else to the queue, else back. */
  void submit(Request request) {
    if (life.isEnding()) {
      replies.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!isLimited(request) && (!queue.isEmpty() || !run(request))) {
      queueOrRefuse(request);
    }
  }

  /** A tick's time has come; it never waits, not even for those that do. */
  void tick(int type) {
    Request tick = newRequest(new Origin.Tick(type), "tick " + type);
    if (!queue.isEmpty() || !run(tick)) {
      skip(tick);
    }
  }

  private void skip(Request tick) {
    turn.logEvent(
        LogLevel.WARNING,
        Character.toUpperCase(tick.line().charAt(0))
            + tick.line().substring(1)
            + " skipped -- no free workers");
    replies.refuse(tick, Refusal.NO_FREE_WORKERS);
  }

  /** Returns whether the request was one too many for its domain; then it has its answer. */
  private boolean isLimited(Request request) {
    if (request.limitedDomain().isEmpty()) {
      return false;
    }
    String domain = request.limitedDomain().get();
    if (!domains.isReached(domain)) {
      return false;
    }
    turn.logEvent(
        LogLevel.WARNING,
        "Hit per-domain recipok limit (%d) for domain %s".formatted(domains.limit(), domain));
    replies.answer(request, Refusal.DOMAIN_LIMIT);
    return true;
  }

  /** Offers the request to a worker or starts one for it; returns whether there was either. */
  private boolean run(Request request) {
    if (offer != null || life.isStarting()) {
      return false;
    }
    Optional<Slot> idle = workers.chooseIdle(request.commandClass());
    if (idle.isPresent()) {
      logScheduling(idle.get(), request);
      offer(idle.get(), request);
      return true;
    }
    if (!life.mayStart()) {
      return false;
    }
    workers.nextToStart().ifPresent(slot -> logScheduling(slot, request));
    life.start(request.startReason(), Optional.of(request));
    return true;
  }

  private void logScheduling(Slot slot, Request request) {
    if (settings.logScheduling()) {
      turn.log(
          LogLevel.INFO,
          "Scheduling %s worker %d for cmdno %d (activated=%d, last=%d)"
              .formatted(
                  slot.state().word(),
                  slot.number(),
                  request.commandClass().number(),
                  slot.activation(),
                  slot.lastClass().counted() ? slot.lastClass().number() : -2));
    }
  }

  void offer(Slot slot, Request request) {
    offer = new Offer(slot, request);
    turn.emit(new Effect.SendToWorker(slot.number(), request.line()));
  }

  private void queueOrRefuse(Request request) {
    if (queue.limit() > 0 && !queue.isFull()) {
      queue.addLast(request);
      awaitTurn(request);
      if (turn.logsEvents()) {
        turn.log(
            LogLevel.INFO, "All workers are busy: Queueing request (" + queue.size() + " queued)");
      }
      return;
    }
    if (queue.limit() > 0) {
      turn.logEvent(LogLevel.INFO, "Cannot queue request: request queue is full");
    }
    refuse(request);
  }

  private void refuse(Request request) {
    if (workers.free() == 0 || queue.limit() > 0) {
      turn.logEvent(LogLevel.WARNING, "No free workers");
      replies.refuse(request, Refusal.NO_FREE_WORKERS);
      return;
    }
    if (turn.logsEvents() && workers.nextToStart().isPresent()) {
      int slot = workers.nextToStart().get().number();
      if (life.isHeldBySlew()) {
        turn.log(
            LogLevel.DEBUG,
            "Did not start worker "
                + slot
                + ": Not enough time elapsed since last worker activation");
      }
      turn.log(LogLevel.ERR, "Unable to activate worker " + slot);
    }
    replies.refuse(request, Refusal.UNABLE_TO_ACTIVATE);
  }

  private void awaitTurn(Request request) {
    long timeoutNanos = settings.queueTimeoutSeconds() * WorkerLife.SECOND_NANOS;
    Timer timer = new Timer(() -> queueTimedOut(request));
    request.queueTimer = timer;
    timers.set(timer, Math.max(turn.nanos(), request.arrivedNanos() + timeoutNanos));
  }

  private void queueTimedOut(Request request) {
    if (queue.remove(request)) {
      replies.refuse(request, Refusal.QUEUE_TIMEOUT);
    }
  }

  /** The client of a request is gone: it is dropped if it only waits. */
  void clientGone(Request request) {
    leaveQueue(request);
  }

  private void leaveQueue(Request request) {
    queue.remove(request);
    if (request.queueTimer != null) {
      timers.cancel(request.queueTimer);
    }
  }

  /**
   * A request comes back of which no worker has seen a byte: it is the first to be served again.
   */
  private void handBack(Request request) {
    if (request.isTick()) {
      skip(request);
    } else if (life.isEnding()) {
      replies.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!run(request)) {
      if (queue.limit() > 0) {
        queue.addFirst(request);
        awaitTurn(request);
      } else {
        refuse(request);
      }
    }
  }

  /** A worker was started; if that was for a request, it gets it. */
  void started(WorkerLife.Start start) {
    start.request().ifPresent(request -> offer(start.slot(), request));
  }

  /** A worker could not be started; if that was for a request, the request comes back. */
  void notStarted(WorkerLife.Start start) {
    start.request().ifPresent(this::handBack);
  }

  /** Serves the queue as far as workers can be had; called at the end of every turn. */
  void settle() {
    while (offer == null && !life.isStarting() && !queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      if (isLimited(head)) {
        leaveQueue(head);
      } else if (run(head)) {
        leaveQueue(head);
      } else {
        break;
      }
    }
    replaceOverdue();
    if (queue.isEmpty()) {
      timers.cancel(queueWake);
    } else {
      wakeWhenStartAllowed();
    }
  }

  private void wakeWhenStartAllowed() {
    long at = life.startAllowedAtNanos();
    if (at == Long.MAX_VALUE || at <= turn.nanos()) {
      timers.cancel(queueWake);
    } else if (!queueWake.isSet() || queueWake.deadlineNanos != at) {
      timers.set(queueWake, at);
    }
  }

  // ---- at the worker

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
          turn.nanos() + settings.clientTimeoutSeconds() * WorkerLife.SECOND_NANOS);
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

  private void begin(Slot slot) {
    Request request = takeOffer();
    Desk desk = desk(slot);
    desk.assignment = new Assignment(request, turn.nanos());
    request.limitedDomain().ifPresent(domains::began);
    timers.set(desk.busy, turn.nanos() + settings.busyTimeoutSeconds() * WorkerLife.SECOND_NANOS);
    roster.handed(slot, request.commandClass(), CommandText.tagOf(request.line()));
    history.becameBusy(workers.count(WorkerState.BUSY));
    if (request.commandClass() == CommandClass.SCAN) {
      life.record("StartFilter", slot, "");
    }
  }

  /** The worker cannot be written to, or does not read what it was sent. */
  void refused(Slot slot) {
    if (isOffered(slot)) {
      replies.refuse(takeOffer(), Refusal.TALKING);
    } else if (desk(slot).assignment == null) {
      return;
    } else {
      replies.refuse(end(slot), Refusal.TALKING);
    }
    life.kill(
        slot,
        "Error talking to worker process",
        WorkerLife.Farewell.TERMINATE,
        WorkerLife.Verdict.BLAMED);
  }

  void answered(Slot slot, String line, boolean moreFollowed) {
    if (desk(slot).assignment == null) {
      return;
    }
    replies.answer(end(slot), line);
    life.answered(slot);
    if (moreFollowed) {
      workers.hasAnswered(slot);
      killOutOfStep(slot, "more output after its answer");
      return;
    }
    roster.answered(slot);
    if (life.isEnding()) {
      life.kill(slot, "Terminating", WorkerLife.Farewell.END_OF_FILE, WorkerLife.Verdict.EXCUSED);
      return;
    }
    if (life.replacementReason(slot).isPresent()) {
      overdue = slot;
      if (queue.isEmpty()
          || slot.requests() >= OVERTIME_FACTOR * settings.maxRequests()
          || life.mayStart()) {
        replace(slot);
      }
    }
  }

  /** A worker that was kept although it is due goes once nothing waits for it any more. */
  private void replaceOverdue() {
    Slot slot = overdue;
    if (slot != null && queue.isEmpty()) {
      overdue = null;
      if (slot.state() == WorkerState.IDLE && !isOffered(slot)) {
        replace(slot);
      }
    }
  }

  private void replace(Slot slot) {
    life.replacementReason(slot)
        .ifPresent(
            reason ->
                life.kill(
                    slot, reason, WorkerLife.Farewell.END_OF_FILE, WorkerLife.Verdict.EXCUSED));
  }

  private void busyTimedOut(Slot slot) {
    Refusal refusal = Refusal.timedOut(workers.count(WorkerState.BUSY));
    Assignment assignment = desk(slot).assignment;
    if (assignment == null) {
      throw new IllegalStateException("slot " + slot.number() + " timed out without a request");
    }
    replies.refuse(end(slot), refusal);
    roster.tell(
        new Notice.BusyTimeout(
            slot.number(),
            slot.pid(),
            assignment.request().line(),
            assignment.request().queueId(),
            (turn.nanos() - assignment.startNanos()) / MILLI_NANOS));
    life.kill(slot, "Busy timeout", WorkerLife.Farewell.TERMINATE, WorkerLife.Verdict.BLAMED);
  }

  /** What a worker prints can no longer be matched to what it was asked. */
  void outOfStep(Slot slot, String what) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return;
    }
    Optional<Request> unseen = isOffered(slot) ? Optional.of(takeOffer()) : Optional.empty();
    if (desk(slot).assignment != null) {
      replies.refuse(end(slot), Refusal.NO_RESPONSE);
    }
    killOutOfStep(slot, what);
    unseen.ifPresent(this::handBack);
  }

  private void killOutOfStep(Slot slot, String what) {
    turn.log(
        LogLevel.ERR,
        "Worker %d (pid %d) is out of step: %s; killing it"
            .formatted(slot.number(), slot.pid(), what));
    timers.cancel(desk(slot).outputEnd);
    life.kill(
        slot, "Out of step: " + what, WorkerLife.Farewell.TERMINATE, WorkerLife.Verdict.BLAMED);
  }

  /** A worker's stdout has ended: it is about to die, or else it is out of step. */
  void outputEnded(Slot slot) {
    if (slot.state() != WorkerState.IDLE && slot.state() != WorkerState.BUSY) {
      return;
    }
    Timer grace = desk(slot).outputEnd;
    if (!grace.isSet()) {
      timers.set(grace, turn.nanos() + OUTPUT_END_GRACE_NANOS);
    }
    workers.withdraw(slot);
    if (isOffered(slot)) {
      handBack(takeOffer());
    }
  }

  /** A worker's process is gone: what it held is answered; what it was only offered comes back. */
  void exited(Slot slot, WorkerExit exit, ResourceUsage usage, Optional<String> lastAnswer) {
    Desk desk = desk(slot);
    timers.cancel(desk.outputEnd);
    Optional<Request> unseen = isOffered(slot) ? Optional.of(takeOffer()) : Optional.empty();
    Optional<Request> held = Optional.empty();
    if (desk.assignment != null) {
      Request request = end(slot);
      held = Optional.of(request);
      if (lastAnswer.isPresent()) {
        replies.answer(request, lastAnswer.get());
        workers.hasAnswered(slot);
        life.answered(slot);
      } else {
        replies.refuse(request, Refusal.NO_RESPONSE);
      }
    }
    life.exited(slot, exit, usage, held);
    unseen.ifPresent(this::handBack);
  }

  /** Takes the request from its worker and counts it; whoever calls sees to its answer. */
  private Request end(Slot slot) {
    Desk desk = desk(slot);
    Assignment assignment = desk.assignment;
    if (assignment == null) {
      throw new IllegalStateException("slot " + slot.number() + " holds no request");
    }
    desk.assignment = null;
    timers.cancel(desk.busy);
    timers.cancel(desk.stall);
    Request request = assignment.request();
    request.limitedDomain().ifPresent(domains::ended);
    if (request.commandClass().counted()) {
      history.requestEnded(
          request.commandClass(),
          Math.floorDiv(turn.nanos(), WorkerLife.SECOND_NANOS),
          Math.floorDiv(turn.now().wallMillis(), 1_000L),
          workers.count(WorkerState.BUSY),
          turn.nanos() - assignment.startNanos());
    }
    if (request.commandClass() == CommandClass.SCAN) {
      scans++;
      life.recordEndFilter(slot);
    }
    return request;
  }

  /** Returns the queue id of the message that a worker works on; empty if it has none. */
  String queueIdAt(Slot slot) {
    Assignment assignment = desk(slot).assignment;
    return assignment == null ? "" : assignment.request().queueId();
  }

  private Desk desk(Slot slot) {
    return desks[slot.number()];
  }

  // ---- at the end

  /** Nothing waits any more: every queued request is refused. */
  void refuseQueue() {
    while (!queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      leaveQueue(head);
      replies.refuse(head, Refusal.NO_FREE_WORKERS);
    }
  }

  /** The time for answers is over: what workers still hold is answered, and they are told to go. */
  void abandonAll(String reason) {
    for (Slot slot : workers.slots()) {
      if (desk(slot).assignment != null) {
        replies.refuse(end(slot), Refusal.NO_RESPONSE);
      }
      if (slot.state() == WorkerState.BUSY || slot.state() == WorkerState.IDLE) {
        life.kill(slot, reason, WorkerLife.Farewell.TERMINATE, WorkerLife.Verdict.EXCUSED);
      }
    }
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.requests.DomainLimit;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import java.util.Optional;

/**
 * Brings requests to workers: the choice, the queue, the starts that they need.
 *
 * <p>While a request is on offer or a worker is being started, nothing else is offered or started.
 */
final class Dispatcher {
  private final LiveSettings settings;
  private final Turn turn;
  private final Timers timers;
  private final Workers workers;
  private final WorkerLife life;
  private final RequestQueue queue;
  private final Replies replies;
  private final DomainLimit domains;
  private final RequestBytes bytes;
  private final Desks desks;
  private final Timer queueWake = new Timer(() -> {});

  Dispatcher(
      LiveSettings settings,
      Turn turn,
      Timers timers,
      Workers workers,
      WorkerLife life,
      RequestQueue queue,
      Replies replies,
      DomainLimit domains,
      RequestBytes bytes,
      Desks desks) {
    this.settings = settings;
    this.turn = turn;
    this.timers = timers;
    this.workers = workers;
    this.life = life;
    this.queue = queue;
    this.replies = replies;
    this.domains = domains;
    this.bytes = bytes;
    this.desks = desks;
  }

  Request newRequest(Origin origin, String line) {
    return new Request(origin, line, turn.nanos(), domains.isLimited());
  }

  // ---- on the way in

  /** A new request: to a worker if nobody waits, else to the queue, else back. */
  void submit(Request request) {
    if (life.isEnding()) {
      replies.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!bytes.take(request)) {
      turn.logEvent(
          LogLevel.WARNING,
          "No memory for another request: those in work have " + bytes.held() + " bytes");
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
    replies.limit(request);
    return true;
  }

  /** Offers the request to a worker or starts one for it; returns whether there was either. */
  private boolean run(Request request) {
    if (desks.isOffering() || life.isStarting()) {
      return false;
    }
    Optional<Slot> idle = workers.chooseIdle(request.commandClass());
    if (idle.isPresent()) {
      logScheduling(idle.get(), request);
      desks.offer(idle.get(), request);
      return true;
    }
    if (!life.mayStart()) {
      return false;
    }
    workers.nextToStart().ifPresent(slot -> logScheduling(slot, request));
    life.start(StartReason.REQUEST, request.startReason(), Optional.of(request));
    return true;
  }

  private void logScheduling(Slot slot, Request request) {
    if (settings.now().logScheduling()) {
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
    long timeoutNanos = settings.now().queueTimeoutSeconds() * WorkerLife.SECOND_NANOS;
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
    if (leaveQueue(request)) {
      replies.withdraw(request);
    }
  }

  /** Returns whether it was there. */
  private boolean leaveQueue(Request request) {
    if (request.queueTimer != null) {
      timers.cancel(request.queueTimer);
    }
    return queue.remove(request);
  }

  /**
   * A request comes back of which no worker has seen a byte: it is the first to be served again.
   */
  void handBack(Request request) {
    if (request.isTick()) {
      skip(request);
    } else if (life.isEnding()) {
      replies.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!run(request)) {
      waitOrRefuse(request);
    }
  }

  /** One that has waited goes on to wait, even if nobody may wait any more who comes now. */
  private void waitOrRefuse(Request request) {
    if (queue.limit() > 0 || request.queueTimer != null) {
      queue.addFirst(request);
      awaitTurn(request);
    } else {
      refuse(request);
    }
  }

  /** A worker was started; if that was for a request, it gets it. */
  void started(WorkerLife.Start start) {
    start.request().ifPresent(request -> desks.offer(start.slot(), request));
  }

  /** A worker could not be started; the request that it was for does not try again at once. */
  void notStarted(WorkerLife.Start start) {
    start
        .request()
        .ifPresent(
            request -> {
              if (request.isTick() || life.isEnding()) {
                handBack(request);
              } else {
                waitOrRefuse(request);
              }
            });
  }

  /** Serves the queue as far as workers can be had; called at the end of every turn. */
  void settle() {
    while (!desks.isOffering() && !life.isStarting() && !queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      if (isLimited(head)) {
        leaveQueue(head);
      } else if (run(head)) {
        leaveQueue(head);
      } else {
        break;
      }
    }
    desks.replaceOverdue();
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

  // ---- at the end

  /** Nothing waits any more: every queued request is refused. */
  void refuseQueue() {
    while (!queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      leaveQueue(head);
      replies.refuse(head, Refusal.NO_FREE_WORKERS);
    }
  }
}

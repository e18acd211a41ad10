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
  private final EventContext context;
  private final Timers timers;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final RequestQueue queue;
  private final AnswerRouter answerRouter;
  private final DomainLimit domains;
  private final RequestBytes bytes;
  private final RunningRequests runningRequests;
  private final Timer queueWake = new Timer(() -> {});

  /** Whether the open connections are so many that the others are kept for questions. */
  private boolean onlyReserveLeft;

  Dispatcher(
      LiveSettings settings,
      EventContext context,
      Timers timers,
      Workers workers,
      WorkerLifecycle lifecycle,
      RequestQueue queue,
      AnswerRouter answerRouter,
      DomainLimit domains,
      RequestBytes bytes,
      RunningRequests runningRequests) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.workers = workers;
    this.lifecycle = lifecycle;
    this.queue = queue;
    this.answerRouter = answerRouter;
    this.domains = domains;
    this.bytes = bytes;
    this.runningRequests = runningRequests;
  }

  /** Refuses new requests of the command sockets from now on, or accepts them again. */
  void limitToReserve(boolean onlyReserveLeft) {
    this.onlyReserveLeft = onlyReserveLeft;
  }

  Request newRequest(RequestOrigin origin, String line) {
    return new Request(origin, line, context.nanos(), domains.isLimited());
  }

  // ---- on the way in

  /** A new request: to a worker if nobody waits, else to the queue, else back. */
  void submit(Request request) {
    if (lifecycle.isEnding()) {
      answerRouter.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (onlyReserveLeft && request.origin() instanceof RequestOrigin.Command) {
      context.logEvent(
          LogLevel.WARNING,
          "No connection left for another request: the remaining ones are kept for questions");
      answerRouter.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!bytes.take(request)) {
      context.logEvent(
          LogLevel.WARNING,
          "No memory for another request: those in work have " + bytes.held() + " bytes");
      answerRouter.refuse(request, Refusal.NO_FREE_WORKERS);
    } else if (!isLimited(request) && (!queue.isEmpty() || !run(request))) {
      queueOrRefuse(request);
    }
  }

  /** A tick's time has come; it never waits, not even for those that do. */
  void tick(int type) {
    Request tick = newRequest(new RequestOrigin.Tick(type), "tick " + type);
    if (!queue.isEmpty() || !run(tick)) {
      skip(tick);
    }
  }

  private void skip(Request tick) {
    context.logEvent(
        LogLevel.WARNING,
        Character.toUpperCase(tick.line().charAt(0))
            + tick.line().substring(1)
            + " skipped -- no free workers");
    answerRouter.refuse(tick, Refusal.NO_FREE_WORKERS);
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
    context.logEvent(
        LogLevel.WARNING,
        "Hit per-domain recipok limit (%d) for domain %s".formatted(domains.limit(), domain));
    answerRouter.limit(request);
    return true;
  }

  /** Offers the request to a worker or starts one for it; returns whether there was either. */
  private boolean run(Request request) {
    if (runningRequests.isOffering() || lifecycle.isStarting()) {
      return false;
    }
    Optional<Slot> idle = workers.chooseIdle(request.commandClass());
    if (idle.isPresent()) {
      logScheduling(idle.get(), request);
      runningRequests.offer(idle.get(), request);
      return true;
    }
    if (!lifecycle.mayStart()) {
      return false;
    }
    workers.nextToStart().ifPresent(slot -> logScheduling(slot, request));
    lifecycle.start(StartReason.REQUEST, request.startReason(), Optional.of(request));
    return true;
  }

  private void logScheduling(Slot slot, Request request) {
    if (settings.now().logScheduling()) {
      context.log(
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
      if (context.logsEvents()) {
        context.log(
            LogLevel.INFO, "All workers are busy: Queueing request (" + queue.size() + " queued)");
      }
      return;
    }
    if (queue.limit() > 0) {
      context.logEvent(LogLevel.INFO, "Cannot queue request: request queue is full");
    }
    refuse(request);
  }

  private void refuse(Request request) {
    if (workers.free() == 0 || queue.limit() > 0) {
      context.logEvent(LogLevel.WARNING, "No free workers");
      answerRouter.refuse(request, Refusal.NO_FREE_WORKERS);
      return;
    }
    if (context.logsEvents() && workers.nextToStart().isPresent()) {
      int slot = workers.nextToStart().get().number();
      if (lifecycle.isHeldBySlew()) {
        context.log(
            LogLevel.DEBUG,
            "Did not start worker "
                + slot
                + ": Not enough time elapsed since last worker activation");
      }
      context.log(LogLevel.ERR, "Unable to activate worker " + slot);
    }
    answerRouter.refuse(request, Refusal.UNABLE_TO_ACTIVATE);
  }

  private void awaitTurn(Request request) {
    long timeoutNanos = settings.now().queueTimeoutSeconds() * WorkerLifecycle.SECOND_NANOS;
    Timer timer = new Timer(() -> queueTimedOut(request));
    request.queueTimer = timer;
    timers.set(timer, Math.max(context.nanos(), request.arrivedNanos() + timeoutNanos));
  }

  private void queueTimedOut(Request request) {
    if (queue.remove(request)) {
      answerRouter.refuse(request, Refusal.QUEUE_TIMEOUT);
    }
  }

  /** The client of a request is gone: it is dropped if it only waits. */
  void clientGone(Request request) {
    if (leaveQueue(request)) {
      answerRouter.withdraw(request);
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
    } else if (lifecycle.isEnding()) {
      answerRouter.refuse(request, Refusal.NO_FREE_WORKERS);
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
  void started(WorkerLifecycle.Start start) {
    start.request().ifPresent(request -> runningRequests.offer(start.slot(), request));
  }

  /** A worker could not be started; the request that it was for does not try again at once. */
  void notStarted(WorkerLifecycle.Start start) {
    start
        .request()
        .ifPresent(
            request -> {
              if (request.isTick() || lifecycle.isEnding()) {
                handBack(request);
              } else {
                waitOrRefuse(request);
              }
            });
  }

  /** Serves the queue as far as workers can be had; called at the end of every turn. */
  void settle() {
    while (!runningRequests.isOffering() && !lifecycle.isStarting() && !queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      if (isLimited(head)) {
        leaveQueue(head);
      } else if (run(head)) {
        leaveQueue(head);
      } else {
        break;
      }
    }
    runningRequests.replaceOverdue();
    if (queue.isEmpty()) {
      timers.cancel(queueWake);
    } else {
      wakeWhenStartAllowed();
    }
  }

  private void wakeWhenStartAllowed() {
    long at = lifecycle.startAllowedAtNanos();
    if (at == Long.MAX_VALUE || at <= context.nanos()) {
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
      answerRouter.refuse(head, Refusal.NO_FREE_WORKERS);
    }
  }
}

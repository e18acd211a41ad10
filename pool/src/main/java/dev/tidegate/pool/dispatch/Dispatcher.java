package dev.tidegate.pool.dispatch;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.requests.Refusal;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.requests.RequestAccounting;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.StartLimits;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.WorkerStart;
import dev.tidegate.pool.workers.WorkerStarts;
import dev.tidegate.pool.workers.Workers;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings each request to a worker: an idle one, or one that is started for it; else the request
 * waits in the queue, or is refused.
 *
 * <p>While a request is on offer or a process is being spawned, nothing else is offered or started.
 * For each worker that is being forked, or that loads the program after a reread, one request may
 * wait, ahead of the queue: it gets the first worker that is available.
 */
public final class Dispatcher {
  /** How long a request waits for a worker that is about to be there. */
  private static final int MOST_AWAITED_SECONDS = 5;

  private final EventContext context;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final WorkerStarts starts;
  private final StartLimits limits;
  private final RequestQueue queue;
  private final RequestAccounting accounting;
  private final RunningRequests runningRequests;
  private final Timer queueWake = new Timer(() -> {});

  /** Requests that wait for workers that are about to be there. */
  private final ArrayDeque<Request> awaiting = new ArrayDeque<>();

  /** Whether the open connections are so many that the others are kept for questions. */
  private boolean onlyReserveLeft;

  public Dispatcher(
      EventContext context,
      Workers workers,
      WorkerLifecycle lifecycle,
      RequestQueue queue,
      RequestAccounting accounting,
      RunningRequests runningRequests) {
    this.context = context;
    this.workers = workers;
    this.lifecycle = lifecycle;
    this.starts = lifecycle.starts();
    this.limits = starts.limits();
    this.queue = queue;
    this.accounting = accounting;
    this.runningRequests = runningRequests;
  }

  /** Refuses new requests of the command sockets from now on, or accepts them again. */
  public void limitToReserve(boolean isOnlyReserveLeft) {
    onlyReserveLeft = isOnlyReserveLeft;
  }

  // ---- on the way in

  /** Gives a new request to a worker if none waits before it, else queues it, else refuses it. */
  public void submit(Request request) {
    if (lifecycle.isEnding()) {
      request.refuse(Refusal.NO_FREE_WORKERS);
    } else if (onlyReserveLeft && request.isCommand()) {
      context.logEvent(
          LogLevel.WARNING,
          "No connection left for another request: the remaining ones are kept for questions");
      request.refuse(Refusal.NO_FREE_WORKERS);
    } else if (!request.admit()) {
      context.logEvent(
          LogLevel.WARNING,
          "No memory for another request: those in work have " + accounting.bytes() + " bytes");
      request.refuse(Refusal.NO_FREE_WORKERS);
    } else if (!isLimited(request) && (!queue.isEmpty() || !run(request))) {
      queueOrRefuse(request);
    }
  }

  /** Gives a tick to a worker, or skips it: it never waits, not even for requests that do. */
  public void tick(Request tick) {
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
    tick.refuse(Refusal.NO_FREE_WORKERS);
  }

  /** Answers a request that is one too many for its domain; returns whether it was. */
  private boolean isLimited(Request request) {
    if (request.limitedDomain().isEmpty()) {
      return false;
    }
    String domain = request.limitedDomain().get();
    if (!accounting.isReached(domain)) {
      return false;
    }
    context.logEvent(
        LogLevel.WARNING,
        "Hit per-domain recipok limit (%d) for domain %s"
            .formatted(accounting.domainLimit(), domain));
    request.limit();
    return true;
  }

  /**
   * Offers the request to a worker, lets it wait for one that is expected, or starts one for it;
   * returns whether there was any of these.
   */
  private boolean run(Request request) {
    return offer(request) || await(request) || startFor(request);
  }

  private boolean offer(Request request) {
    if (runningRequests.isOffering() || limits.isSpawning()) {
      return false;
    }
    Optional<Slot> idle = workers.chooseIdle(request.commandClass());
    if (idle.isEmpty()) {
      return false;
    }
    logScheduling(idle.get(), request);
    runningRequests.offer(idle.get(), request);
    return true;
  }

  private boolean await(Request request) {
    if (awaiting.size() >= starts.expected()) {
      return false;
    }
    awaiting.addLast(request);
    limitWait(request, context.secondsFromNow(MOST_AWAITED_SECONDS));
    return true;
  }

  private void limitWait(Request request, long untilNanos) {
    Timer timer = new Timer(() -> awaitTimedOut(request));
    request.setWorkerTimer(timer);
    context.timers().set(timer, untilNanos);
  }

  /** If there is a queue, the request keeps its place as long as it might wait there. */
  private void awaitTimedOut(Request request) {
    boolean queues = queue.limit() > 0 && !request.isTick();
    if (queues && queueTimeoutNanos(request) > context.nanos()) {
      limitWait(request, queueTimeoutNanos(request));
    } else if (awaiting.remove(request)) {
      if (queues) {
        request.refuse(Refusal.QUEUE_TIMEOUT);
      } else {
        leaveOrRefuse(request);
      }
    }
  }

  private long queueTimeoutNanos(Request request) {
    return request.arrivedNanos() + context.settings().queueTimeoutSeconds() * Timers.SECOND_NANOS;
  }

  /** Queues or refuses a request that no start has brought to a worker. */
  private void leaveOrRefuse(Request request) {
    if (request.isTick() || lifecycle.isEnding()) {
      handBack(request);
    } else {
      waitOrRefuse(request);
    }
  }

  private boolean startFor(Request request) {
    if (runningRequests.isOffering() || !limits.mayStart()) {
      return false;
    }
    // One that waits in the queue has the time to wait for the warm parent there.
    if (limits.isParentAwaited() && request.queueTimer() != null) {
      return false;
    }
    Request first = awaiting.isEmpty() ? request : awaiting.getFirst();
    workers.nextToStart().ifPresent(slot -> logScheduling(slot, first));
    starts.start(StartReason.REQUEST, first.startReason(), Optional.of(first));
    if (!limits.isSpawning()) {
      return await(request);
    }
    if (first != request) {
      // The spawned worker is for the one that has waited longest.
      awaiting.removeFirst();
      cancel(first.workerTimer());
      awaiting.addLast(request);
      limitWait(request, context.secondsFromNow(MOST_AWAITED_SECONDS));
    }
    return true;
  }

  private void logScheduling(Slot slot, Request request) {
    if (context.settings().logScheduling()) {
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
    boolean allTaken = workers.idle() - workers.loading() + workers.startable() == 0;
    if (allTaken || queue.limit() > 0) {
      context.logEvent(LogLevel.WARNING, "No free workers");
      request.refuse(Refusal.NO_FREE_WORKERS);
      return;
    }
    if (context.logsEvents() && workers.nextToStart().isPresent()) {
      int slot = workers.nextToStart().get().number();
      if (limits.isHeldByInterval()) {
        context.log(
            LogLevel.DEBUG,
            "Did not start worker "
                + slot
                + ": Not enough time elapsed since last worker activation");
      }
      context.log(LogLevel.ERR, "Unable to activate worker " + slot);
    }
    request.refuse(Refusal.UNABLE_TO_ACTIVATE);
  }

  private void awaitTurn(Request request) {
    Timer timer = new Timer(() -> queueTimedOut(request));
    request.setQueueTimer(timer);
    context.timers().set(timer, Math.max(context.nanos(), queueTimeoutNanos(request)));
  }

  private void queueTimedOut(Request request) {
    if (queue.remove(request)) {
      request.refuse(Refusal.QUEUE_TIMEOUT);
    }
  }

  /** Withdraws the request of a client that is gone, if it only waits. */
  public void clientGone(Request request) {
    if (leaveWait(request)) {
      request.withdraw();
    }
  }

  /** Removes a request from where it waits; returns whether it did. */
  private boolean leaveWait(Request request) {
    cancel(request.queueTimer());
    cancel(request.workerTimer());
    return queue.remove(request) || awaiting.remove(request);
  }

  /** Serves again, before all others, a request of which its worker has not got a byte. */
  public void handBack(Request request) {
    if (request.isTick()) {
      skip(request);
    } else if (lifecycle.isEnding()) {
      request.refuse(Refusal.NO_FREE_WORKERS);
    } else if (!runFirst(request)) {
      waitOrRefuse(request);
    }
  }

  /** Runs a request that is older than those that wait. */
  private boolean runFirst(Request request) {
    if (offer(request)) {
      return true;
    }
    if (awaiting.isEmpty() || starts.expected() == 0) {
      return run(request);
    }
    // The last one gives way if there are too many now.
    awaiting.addFirst(request);
    limitWait(request, context.secondsFromNow(MOST_AWAITED_SECONDS));
    return true;
  }

  /** Puts a request at the head of the queue; one that waited before may, even with no queue. */
  private void waitOrRefuse(Request request) {
    if (queue.limit() > 0 || request.queueTimer() != null) {
      queue.addFirst(request);
      awaitTurn(request);
    } else {
      refuse(request);
    }
  }

  /** Offers the request of a spawn to the worker that was spawned for it. */
  public void started(WorkerStart start) {
    start.request().ifPresent(request -> runningRequests.offer(start.slot(), request));
  }

  /**
   * Queues or refuses the request of a start that failed; it does not try again at once. If others
   * wait for a worker it stays before them, and the last one gives way.
   */
  public void notStarted(WorkerStart start) {
    start
        .request()
        .ifPresent(
            request -> {
              if (awaiting.isEmpty() || request.isTick() || lifecycle.isEnding()) {
                leaveOrRefuse(request);
              } else {
                awaiting.addFirst(request);
                limitWait(request, context.secondsFromNow(MOST_AWAITED_SECONDS));
              }
            });
  }

  private void refuseUnexpected() {
    while (awaiting.size() > starts.expected()) {
      Request last = awaiting.removeLast();
      cancel(last.workerTimer());
      leaveOrRefuse(last);
    }
  }

  /** Serves requests that wait as far as there are workers; called at the end of every event. */
  public void settle() {
    serveAwaiting();
    while (!runningRequests.isOffering() && !limits.isSpawning() && !queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      if (isLimited(head)) {
        leaveWait(head);
      } else if (!runQueued(head)) {
        break;
      }
    }
    runningRequests.replaceOverdue();
    if (queue.isEmpty()) {
      context.timers().cancel(queueWake);
    } else {
      wakeWhenStartAllowed();
    }
  }

  private void serveAwaiting() {
    while (!runningRequests.isOffering() && !limits.isSpawning() && !awaiting.isEmpty()) {
      Request head = awaiting.getFirst();
      if (isLimited(head) || offer(head)) {
        awaiting.remove(head);
        cancel(head.workerTimer());
      } else {
        break;
      }
    }
    if (!runningRequests.isOffering() && !limits.isSpawning()) {
      refuseUnexpected();
    }
  }

  /** Runs the head of the queue; returns whether it has left the queue. */
  private boolean runQueued(Request head) {
    if (!run(head)) {
      return false;
    }
    cancel(head.queueTimer());
    return queue.remove(head);
  }

  private void cancel(@Nullable Timer timer) {
    if (timer != null) {
      context.timers().cancel(timer);
    }
  }

  private void wakeWhenStartAllowed() {
    long at = limits.startAllowedAtNanos();
    if (at == Long.MAX_VALUE || at <= context.nanos()) {
      context.timers().cancel(queueWake);
    } else {
      context.timers().expect(queueWake, at);
    }
  }

  /** Returns how many requests wait for a worker that is about to be there. */
  public int awaiting() {
    return awaiting.size();
  }

  /** Returns how many of these are ticks. */
  public int ticksAwaiting() {
    return (int) awaiting.stream().filter(Request::isTick).count();
  }

  // ---- at the end

  /** Refuses every queued request. */
  void refuseQueue() {
    for (Request each : awaiting.toArray(Request[]::new)) {
      leaveWait(each);
      each.refuse(Refusal.NO_FREE_WORKERS);
    }
    while (!queue.isEmpty()) {
      Request head = queue.head().orElseThrow();
      leaveWait(head);
      head.refuse(Refusal.NO_FREE_WORKERS);
    }
  }
}

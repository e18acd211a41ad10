package dev.tidegate.pool.dispatch;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.pool.workers.Rereads;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;

/**
 * The shutdown of the pool: ten seconds for requests in progress, ten more after SIGTERM, then
 * SIGKILL.
 *
 * <p>All marks count from the order to end, so that late timers do not add up; but if the process
 * was stopped past several of them, each still gives the workers half a second.
 */
public final class Termination {
  private static final int TERMINATE_SECONDS = WorkerLifecycle.ESCALATION_SECONDS;
  private static final int KILL_SECONDS = TERMINATE_SECONDS + WorkerLifecycle.ESCALATION_SECONDS;

  /** One second after SIGKILL; a process in an uninterruptible sleep may not end even then. */
  private static final int GIVE_UP_SECONDS = KILL_SECONDS + 1;

  private static final long LEAST_WAIT_NANOS = Timers.SECOND_NANOS / 2;

  private final EventContext context;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final Dispatcher dispatcher;
  private final RunningRequests runningRequests;
  private final Rereads rereads;
  private final Timer mark = new Timer(this::reachMark);
  private long beginNanos;
  private boolean terminated;
  private boolean killed;
  private boolean over;

  public Termination(
      EventContext context,
      Workers workers,
      WorkerLifecycle lifecycle,
      Dispatcher dispatcher,
      RunningRequests runningRequests,
      Rereads rereads) {
    this.context = context;
    this.workers = workers;
    this.lifecycle = lifecycle;
    this.dispatcher = dispatcher;
    this.runningRequests = runningRequests;
    this.rereads = rereads;
  }

  /** Ends idle workers, refuses queued requests, and lets those in progress go on. */
  public void begin() {
    context.logEvent(LogLevel.INFO, "Received SIGTERM: Stopping workers and terminating");
    lifecycle.beginEnding();
    rereads.stop();
    beginNanos = context.nanos();
    context.stopAccepting();
    dispatcher.refuseQueue();
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.IDLE) {
        lifecycle.dismiss(
            slot, WorkerLifecycle.StopMethod.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
      }
    }
    setMark(TERMINATE_SECONDS);
  }

  private void setMark(int secondsFromBegin) {
    long due = beginNanos + secondsFromBegin * Timers.SECOND_NANOS;
    context.timers().set(mark, Math.max(due, context.nanos() + LEAST_WAIT_NANOS));
  }

  private void reachMark() {
    if (!terminated) {
      terminated = true;
      context.log(LogLevel.INFO, "Still some workers alive: Sending SIGTERM");
      lifecycle.signalAllKilled(WorkerSignal.TERMINATE);
      runningRequests.abandonAll();
      setMark(KILL_SECONDS);
    } else if (!killed) {
      killed = true;
      context.log(LogLevel.INFO, "Still some workers alive: Sending SIGKILL");
      lifecycle.signalAllKilled(WorkerSignal.KILL_GROUP);
      rereads.killLoaders();
      setMark(GIVE_UP_SECONDS);
    } else {
      over = true;
    }
  }

  /** Returns whether the multiplexor can exit: no worker is left, or none ends. */
  public boolean isOver() {
    return lifecycle.isEnding() && (over || isEmpty());
  }

  private boolean isEmpty() {
    return workers.running() == 0 && !lifecycle.starts().isUnderWay() && !rereads.hasLoaders();
  }
}

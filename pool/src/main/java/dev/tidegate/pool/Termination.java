package dev.tidegate.pool;

import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;

/**
 * The orderly end of the pool: ten seconds for scans that run, ten more after SIGTERM, and SIGKILL.
 *
 * <p>All marks count from the request to end, so that late timers do not add up.
 */
final class Termination {
  /** A process that survives even SIGKILL is left to its disk. */
  private static final long LAST_WAIT_NANOS = WorkerLifecycle.SECOND_NANOS;

  private static final long TERMINATE_NANOS = WorkerLifecycle.ESCALATION_NANOS;
  private static final long KILL_NANOS = TERMINATE_NANOS + WorkerLifecycle.ESCALATION_NANOS;
  private static final long GIVE_UP_NANOS = KILL_NANOS + LAST_WAIT_NANOS;

  private final EventContext context;
  private final Timers timers;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final Dispatcher dispatcher;
  private final RunningRequests runningRequests;
  private final Timer mark = new Timer(this::reachMark);
  private long beginNanos;
  private boolean terminated;
  private boolean killed;
  private boolean over;

  Termination(
      EventContext context,
      Timers timers,
      Workers workers,
      WorkerLifecycle lifecycle,
      Dispatcher dispatcher,
      RunningRequests runningRequests) {
    this.context = context;
    this.timers = timers;
    this.workers = workers;
    this.lifecycle = lifecycle;
    this.dispatcher = dispatcher;
    this.runningRequests = runningRequests;
  }

  void begin() {
    context.logEvent(LogLevel.INFO, "Received SIGTERM: Stopping workers and terminating");
    lifecycle.beginEnding();
    beginNanos = context.nanos();
    context.emit(new Effect.StopAccepting());
    dispatcher.refuseQueue();
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.IDLE) {
        lifecycle.dismiss(
            slot, WorkerLifecycle.StopMethod.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
      }
    }
    timers.set(mark, beginNanos + TERMINATE_NANOS);
  }

  private void reachMark() {
    if (!terminated) {
      terminated = true;
      context.log(LogLevel.INFO, "Still some workers alive: Sending SIGTERM");
      lifecycle.signalAllKilled(WorkerSignal.TERMINATE);
      runningRequests.abandonAll();
      timers.set(mark, beginNanos + KILL_NANOS);
    } else if (!killed) {
      killed = true;
      context.log(LogLevel.INFO, "Still some workers alive: Sending SIGKILL");
      lifecycle.signalAllKilled(WorkerSignal.KILL_GROUP);
      timers.set(mark, beginNanos + GIVE_UP_NANOS);
    } else {
      over = true;
    }
  }

  /** Returns whether the process can end now: nobody is left, or nothing more can be done. */
  boolean isOver() {
    return lifecycle.isEnding() && (over || workers.counts().running() == 0);
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.pool.workers.Workers;

/**
 * The orderly end of the pool: ten seconds for scans that run, ten more after SIGTERM, and SIGKILL.
 *
 * <p>All marks count from the request to end, so that late timers do not add up.
 */
final class Termination {
  /** A process that survives even SIGKILL is left to its disk. */
  private static final long LAST_WAIT_NANOS = WorkerLife.SECOND_NANOS;

  private static final long TERMINATE_NANOS = WorkerLife.LADDER_NANOS;
  private static final long KILL_NANOS = TERMINATE_NANOS + WorkerLife.LADDER_NANOS;
  private static final long GIVE_UP_NANOS = KILL_NANOS + LAST_WAIT_NANOS;

  private final Turn turn;
  private final Timers timers;
  private final Workers workers;
  private final WorkerLife life;
  private final Dispatcher dispatcher;
  private final Desks desks;
  private final Timer mark = new Timer(this::reachMark);
  private long beginNanos;
  private boolean terminated;
  private boolean killed;
  private boolean over;

  Termination(
      Turn turn,
      Timers timers,
      Workers workers,
      WorkerLife life,
      Dispatcher dispatcher,
      Desks desks) {
    this.turn = turn;
    this.timers = timers;
    this.workers = workers;
    this.life = life;
    this.dispatcher = dispatcher;
    this.desks = desks;
  }

  void begin() {
    turn.logEvent(LogLevel.INFO, "Received SIGTERM: Stopping workers and terminating");
    life.beginEnding();
    beginNanos = turn.nanos();
    turn.emit(new Effect.StopAccepting());
    dispatcher.refuseQueue();
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.IDLE) {
        life.dismiss(slot, WorkerLife.Farewell.END_OF_FILE, ExitReason.TERMINATING, "Terminating");
      }
    }
    timers.set(mark, beginNanos + TERMINATE_NANOS);
  }

  private void reachMark() {
    if (!terminated) {
      terminated = true;
      turn.log(LogLevel.INFO, "Still some workers alive: Sending SIGTERM");
      life.signalAllKilled(WorkerSignal.TERMINATE);
      desks.abandonAll();
      timers.set(mark, beginNanos + KILL_NANOS);
    } else if (!killed) {
      killed = true;
      turn.log(LogLevel.INFO, "Still some workers alive: Sending SIGKILL");
      life.signalAllKilled(WorkerSignal.KILL_GROUP);
      timers.set(mark, beginNanos + GIVE_UP_NANOS);
    } else {
      over = true;
    }
  }

  /** Returns whether the process can end now: nobody is left, or nothing more can be done. */
  boolean isOver() {
    return life.isEnding() && (over || workers.counts().running() == 0);
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.pool.workers.Workers;

/** The memory of each worker, asked for now and then. */
final class MemoryGauge {
  private static final long PACE_NANOS = 10 * WorkerLife.SECOND_NANOS;
  private static final long UNKNOWN = -1;

  private record Reading(int pid, long kib) {}

  private static final Reading NONE = new Reading(-1, UNKNOWN);

  private final Turn turn;
  private final Timers timers;
  private final Workers workers;
  private final Reading[] readings;
  private final Timer look = new Timer(this::ask);

  MemoryGauge(Turn turn, Timers timers, Workers workers) {
    this.turn = turn;
    this.timers = timers;
    this.workers = workers;
    readings = workers.slots().stream().map(each -> NONE).toArray(Reading[]::new);
  }

  void begin() {
    timers.set(look, turn.nanos() + PACE_NANOS);
  }

  void stop() {
    timers.cancel(look);
  }

  private void ask() {
    if (workers.count(WorkerState.STOPPED) < readings.length) {
      turn.emit(new Effect.MeasureMemory());
    }
    begin();
  }

  void measured(WorkerMemory memory) {
    if (workers.slot(memory.slot()).pid() == memory.pid()) {
      readings[memory.slot()] = new Reading(memory.pid(), memory.residentKib());
    }
  }

  /** Returns how much of the worker in the slot was resident at the last look; −1 if unknown. */
  long residentKib(Slot slot) {
    Reading last = readings[slot.number()];
    return last.pid() == slot.pid() ? last.kib() : UNKNOWN;
  }
}

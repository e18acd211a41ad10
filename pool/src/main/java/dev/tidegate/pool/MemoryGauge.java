package dev.tidegate.pool;

import dev.tidegate.pool.values.WorkerMemory;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;

/** The memory of each worker, asked for now and then. */
final class MemoryGauge {
  private static final long PACE_NANOS = 10 * WorkerLifecycle.SECOND_NANOS;
  private static final long UNKNOWN = -1;

  private record Reading(int pid, long kib) {}

  private static final Reading NONE = new Reading(-1, UNKNOWN);

  private final EventContext context;
  private final Timers timers;
  private final Workers workers;
  private final Reading[] readings;
  private final Timer look = new Timer(this::ask);

  MemoryGauge(EventContext context, Timers timers, Workers workers) {
    this.context = context;
    this.timers = timers;
    this.workers = workers;
    readings = workers.slots().stream().map(each -> NONE).toArray(Reading[]::new);
  }

  void begin() {
    timers.set(look, context.nanos() + PACE_NANOS);
  }

  void stop() {
    timers.cancel(look);
  }

  private void ask() {
    if (workers.count(WorkerState.STOPPED) < readings.length) {
      context.emit(new Effect.MeasureMemory());
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

package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.values.WorkerMemory;

/** Measures the memory of the workers and the warm parent from time to time. */
public final class MemoryGauge {
  private static final int INTERVAL_SECONDS = 10;

  private final EventContext context;
  private final Workers workers;
  private final Loaders loaders;
  private final Timer next = new Timer(this::measure);

  public MemoryGauge(EventContext context, Workers workers, Loaders loaders) {
    this.context = context;
    this.workers = workers;
    this.loaders = loaders;
  }

  public void begin() {
    context.timers().set(next, context.secondsFromNow(INTERVAL_SECONDS));
  }

  public void stop() {
    context.timers().cancel(next);
  }

  private void measure() {
    if (workers.running() > 0 || !loaders.isEmpty()) {
      context.measureMemory();
    }
    begin();
  }

  /** Keeps a measurement in the slot, unless its process is another one meanwhile. */
  public void measured(WorkerMemory memory) {
    workers.slot(memory.slot()).measured(memory);
  }
}

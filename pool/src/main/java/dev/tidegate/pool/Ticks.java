package dev.tidegate.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The ticks of {@code -X} and {@code -P}: of each type one at a time, the next after its answer.
 */
final class Ticks {
  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final List<Tick> byType = new ArrayList<>();
  private boolean stopped;

  /** The tick of one type: it is with a worker, or waits for its time, or is switched off. */
  private static final class Tick {
    final Timer timer;
    boolean running;

    Tick(int type, IntConsumer due) {
      timer =
          new Timer(
              () -> {
                running = true;
                due.accept(type);
              });
    }
  }

  Ticks(LiveSettings settings, EventContext context, Timers timers) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
  }

  /** Sets the first tick of each type; {@code due} is told the type when its time has come. */
  void begin(IntConsumer due) {
    for (int type = 0; type < Setting.PARALLEL_TICKS.most(); type++) {
      byType.add(new Tick(type, due));
    }
    reset();
  }

  /** The settings are others; at another interval or number whoever waits begins to wait anew. */
  void follow(PoolSettings before, PoolSettings now) {
    if (now.tickIntervalSeconds() != before.tickIntervalSeconds()
        || now.parallelTicks() != before.parallelTicks()) {
      reset();
    }
  }

  private void reset() {
    for (int type = 0; type < byType.size(); type++) {
      if (!byType.get(type).running) {
        ended(type);
      }
    }
  }

  /** A tick of this type was answered, was skipped, or its worker is lost. */
  void ended(int type) {
    Tick tick = byType.get(type);
    tick.running = false;
    int seconds = settings.now().tickIntervalSeconds();
    if (stopped || seconds == 0 || type >= settings.now().parallelTicks()) {
      timers.cancel(tick.timer);
    } else {
      timers.set(tick.timer, context.nanos() + seconds * WorkerLifecycle.SECOND_NANOS);
    }
  }

  /** No tick comes any more; one that runs is let run. */
  void stop() {
    stopped = true;
    reset();
  }
}

package dev.tidegate.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The ticks of {@code -X} and {@code -P}: of each type one at a time, the next after its answer.
 */
final class Ticks {
  private final LiveSettings settings;
  private final Turn turn;
  private final Timers timers;
  private final List<Timer> byType = new ArrayList<>();
  private boolean stopped;

  Ticks(LiveSettings settings, Turn turn, Timers timers) {
    this.settings = settings;
    this.turn = turn;
    this.timers = timers;
  }

  /** Sets the first tick of each type; {@code due} is told the type when its time has come. */
  void begin(IntConsumer due) {
    if (settings.now().tickSeconds() == 0) {
      return;
    }
    for (int type = 0; type < settings.now().parallelTicks(); type++) {
      int dueType = type;
      byType.add(new Timer(() -> due.accept(dueType)));
      ended(type);
    }
  }

  /** A tick of this type was answered, was skipped, or its worker is lost. */
  void ended(int type) {
    if (stopped) {
      return;
    }
    timers.set(
        byType.get(type), turn.nanos() + settings.now().tickSeconds() * WorkerLife.SECOND_NANOS);
  }

  /** No tick comes any more; one that runs is let run. */
  void stop() {
    stopped = true;
    byType.forEach(timers::cancel);
  }
}

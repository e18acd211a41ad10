package dev.tidegate.pool.requests;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The ticks of {@code -X} and {@code -P}: one at a time of each type, the next one an interval
 * after the answer to the last.
 */
public final class Ticks {
  private final EventContext context;
  private final RequestAccounting accounting;
  private final List<Tick> byType = new ArrayList<>();
  private boolean stopped;

  /** The tick of one type: it is with a worker, or its timer is set, or it is switched off. */
  final class Tick implements RequestOrigin {
    private final int type;
    private final Timer timer;
    private boolean running;

    Tick(int type, Consumer<Request> due) {
      this.type = type;
      timer =
          new Timer(
              () -> {
                running = true;
                due.accept(Request.ofTick(this, "tick " + type, accounting, context.nanos()));
              });
    }

    /** Sets the next one: this one was answered or refused; the text does not matter. */
    @Override
    public void answer(String text) {
      running = false;
      schedule();
    }

    private void schedule() {
      int seconds = context.settings().tickIntervalSeconds();
      if (stopped || seconds == 0 || type >= context.settings().parallelTicks()) {
        context.timers().cancel(timer);
      } else {
        context.timers().set(timer, context.secondsFromNow(seconds));
      }
    }
  }

  public Ticks(EventContext context, RequestAccounting accounting) {
    this.context = context;
    this.accounting = accounting;
  }

  /** Sets the first tick of each type; {@code due} gets each request when its time has come. */
  public void begin(int types, Consumer<Request> due) {
    for (int type = 0; type < types; type++) {
      byType.add(new Tick(type, due));
    }
    reset();
  }

  /** Applies changed settings: another interval or number restarts every tick that waits. */
  public void follow(PoolSettings before, PoolSettings now) {
    if (now.tickIntervalSeconds() != before.tickIntervalSeconds()
        || now.parallelTicks() != before.parallelTicks()) {
      reset();
    }
  }

  private void reset() {
    for (Tick each : byType) {
      if (!each.running) {
        each.schedule();
      }
    }
  }

  /** Cancels every tick that waits; one that is with a worker goes on. */
  public void stop() {
    stopped = true;
    reset();
  }
}

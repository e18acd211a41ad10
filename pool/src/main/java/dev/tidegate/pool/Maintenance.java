package dev.tidegate.pool;

import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the pool does by the clock alone: the minimum, surplus and old workers, {@code -k, -L}. */
final class Maintenance {
  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final RequestQueue queue;
  private final Autoscale autoscale;
  private final LongSupplier scans;
  private final Timer minimum = new Timer(this::startTowardsMinimum);
  private final Timer idleCheck = new Timer(this::checkIdle);
  private final Timer autoscaleLook = new Timer(this::autoscale);
  private final Timer statusLog = new Timer(this::logStatus);

  Maintenance(
      LiveSettings settings,
      EventContext context,
      Timers timers,
      Workers workers,
      WorkerLifecycle lifecycle,
      RequestQueue queue,
      Autoscale autoscale,
      LongSupplier scans) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.workers = workers;
    this.lifecycle = lifecycle;
    this.queue = queue;
    this.autoscale = autoscale;
    this.scans = scans;
  }

  void begin() {
    context.logEvent(
        LogLevel.INFO,
        ("started; minWorkers=%d, maxWorkers=%d, maxRequests=%d, maxLifetime=%d, maxIdleTime=%d,"
                + " busyTimeout=%d, clientTimeout=%d")
            .formatted(
                settings.now().minWorkers(),
                settings.now().maxWorkers(),
                settings.now().maxRequests(),
                settings.now().maxLifetimeSeconds(),
                settings.now().idleTimeoutSeconds(),
                settings.now().busyTimeoutSeconds(),
                settings.now().clientTimeoutSeconds()));
    after(idleCheck, settings.now().idleTimeoutSeconds());
    beginStatusLog();
    beginAutoscale();
    startTowardsMinimum();
  }

  private void beginStatusLog() {
    timers.cancel(statusLog);
    if (settings.now().statusLogIntervalSeconds() > 0) {
      after(statusLog, settings.now().statusLogIntervalSeconds());
    }
  }

  private void beginAutoscale() {
    timers.cancel(autoscaleLook);
    if (settings.now().autoscale()) {
      context.log(LogLevel.INFO, autoscale.banner());
      after(autoscaleLook, Autoscale.INTERVAL_SECONDS);
    }
  }

  /** The settings are others: what is done at another interval begins a new one. */
  void follow(PoolSettings before, PoolSettings now) {
    if (now.startIntervalSeconds() != before.startIntervalSeconds()) {
      timers.cancel(minimum);
    }
    if (now.idleTimeoutSeconds() != before.idleTimeoutSeconds()) {
      after(idleCheck, now.idleTimeoutSeconds());
    }
    if (now.statusLogIntervalSeconds() != before.statusLogIntervalSeconds()) {
      beginStatusLog();
    }
    if (now.autoscale() != before.autoscale()) {
      autoscale.reset();
      beginAutoscale();
    }
  }

  void stop() {
    timers.cancel(minimum);
    timers.cancel(idleCheck);
    timers.cancel(autoscaleLook);
    timers.cancel(statusLog);
  }

  /** Sees to it that the minimum is restored in time; called at the end of every turn. */
  void settle() {
    if (workers.live() >= settings.now().minWorkers()) {
      // A later fall below the minimum has its own wait.
      timers.cancel(minimum);
    } else if (!minimum.isSet() && !lifecycle.isStarting() && !lifecycle.isEnding()) {
      after(minimum, settings.now().startIntervalSeconds());
    }
  }

  private void startTowardsMinimum() {
    if (workers.live() < settings.now().minWorkers() && lifecycle.mayStart()) {
      lifecycle.start(
          StartReason.MINIMUM,
          "Bringing workers up to minWorkers (" + settings.now().minWorkers() + ")",
          Optional.empty());
    }
  }

  private void checkIdle() {
    for (Slot slot : workers.idleLongestFirst()) {
      if (lifecycle.isTooOld(slot)) {
        dismiss(slot, lifecycle.tooOld());
      }
    }
    long idleNanos = settings.now().idleTimeoutSeconds() * WorkerLifecycle.SECOND_NANOS;
    for (Slot slot : workers.idleLongestFirst()) {
      if (workers.live() <= settings.now().minWorkers()
          || context.nanos() - slot.changedNanos() < idleNanos) {
        break;
      }
      dismiss(slot, new WorkerLifecycle.Dismissal(ExitReason.IDLE, "Idle timeout"));
    }
    after(idleCheck, settings.now().idleTimeoutSeconds());
  }

  private void autoscale() {
    switch (autoscale.look(
        workers.busy(),
        workers.live(),
        settings.now().minWorkers(),
        settings.now().maxWorkers(),
        context.nanos())) {
      case NONE -> {}
      case OUT -> {
        if (lifecycle.mayStart()) {
          lifecycle.start(
              StartReason.AUTOSCALE,
              "Autoscale: scale-out (ema_busy=" + autoscale.shortAverage() + ")",
              Optional.empty());
        }
      }
      case IN -> scaleIn();
    }
    after(autoscaleLook, Autoscale.INTERVAL_SECONDS);
  }

  private void scaleIn() {
    List<Slot> idle = workers.idleLongestFirst();
    if (idle.isEmpty()) {
      return;
    }
    String words = "Autoscale: scale-in (ema_busy=" + autoscale.shortAverage() + ")";
    dismiss(idle.getFirst(), new WorkerLifecycle.Dismissal(ExitReason.AUTOSCALE, words));
    autoscale.scaledIn(context.nanos());
    context.log(
        LogLevel.INFO,
        "Autoscale: scaled in to "
            + workers.live()
            + " workers (ema_busy="
            + autoscale.shortAverage()
            + ")");
  }

  private void dismiss(Slot slot, WorkerLifecycle.Dismissal why) {
    lifecycle.dismiss(slot, WorkerLifecycle.StopMethod.END_OF_FILE, why);
  }

  private void logStatus() {
    PoolCounts counts = workers.counts();
    context.log(
        LogLevel.INFO,
        "Worker status: Stopped=%d Idle=%d Busy=%d Killed=%d Queued=%d Msgs=%d Activations=%d"
            .formatted(
                counts.stopped(),
                counts.idle(),
                counts.busy(),
                counts.killed(),
                queue.size(),
                scans.getAsLong(),
                workers.activations()));
    after(statusLog, settings.now().statusLogIntervalSeconds());
  }

  private void after(Timer timer, int seconds) {
    timers.set(timer, context.nanos() + seconds * WorkerLifecycle.SECOND_NANOS);
  }
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.protocol.notify.PoolCounts;
import java.util.List;

/**
 * The periodic tasks: starts towards the minimum, the end of surplus and old workers, autoscaling
 * ({@code -k}) and the status log ({@code -L}).
 */
public final class Maintenance {
  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final StartLimits limits;
  private final Counters counters;
  private final Autoscale autoscale = new Autoscale();
  private final Timer minimum = new Timer(this::startTowardsMinimum);
  private final Timer idleCheck = new Timer(this::checkIdle);
  private final Timer autoscaling = new Timer(this::scale);
  private final Timer statusLog = new Timer(this::logStatus);

  public Maintenance(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      Counters counters) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.lifecycle = lifecycle;
    this.limits = lifecycle.starts().limits();
    this.counters = counters;
  }

  /** Returns the average of busy workers that autoscaling decides by. */
  public Autoscale autoscale() {
    return autoscale;
  }

  public void begin() {
    context.logEvent(
        LogLevel.INFO,
        ("started; minWorkers=%d, maxWorkers=%d, maxRequests=%d, maxLifetime=%d, maxIdleTime=%d,"
                + " busyTimeout=%d, clientTimeout=%d")
            .formatted(
                context.settings().minWorkers(),
                context.settings().maxWorkers(),
                context.settings().maxRequests(),
                context.settings().maxLifetimeSeconds(),
                context.settings().idleTimeoutSeconds(),
                context.settings().busyTimeoutSeconds(),
                context.settings().clientTimeoutSeconds()));
    after(idleCheck, context.settings().idleTimeoutSeconds());
    beginStatusLog();
    beginAutoscale();
    startTowardsMinimum();
  }

  private void beginStatusLog() {
    context.timers().cancel(statusLog);
    if (context.settings().statusLogIntervalSeconds() > 0) {
      after(statusLog, context.settings().statusLogIntervalSeconds());
    }
  }

  private void beginAutoscale() {
    context.timers().cancel(autoscaling);
    if (context.settings().autoscale()) {
      context.log(LogLevel.INFO, autoscale.banner());
      after(autoscaling, Autoscale.INTERVAL_SECONDS);
    }
  }

  /** Notes a start, whatever its reason. */
  public void workerStarted() {
    autoscale.started(context.nanos());
    if (context.settings().autoscale()) {
      context.log(
          LogLevel.INFO,
          "Autoscale: scaled out to %d workers (ema_busy=%s queued=%d)"
              .formatted(
                  workers.live(), autoscale.shortAverage(), slotTransitions.counts().queued()));
    }
  }

  /** Reschedules each periodic task whose interval changed. */
  public void follow(PoolSettings before, PoolSettings now) {
    if (now.startIntervalSeconds() != before.startIntervalSeconds()) {
      context.timers().cancel(minimum);
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

  public void stop() {
    context.timers().cancel(minimum);
    context.timers().cancel(idleCheck);
    context.timers().cancel(autoscaling);
    context.timers().cancel(statusLog);
  }

  /** Schedules the next start towards the minimum; called at the end of every event. */
  public void settle() {
    if (workers.live() + workers.starting() >= context.settings().minWorkers()) {
      // A later fall below the minimum has its own wait.
      context.timers().cancel(minimum);
    } else if (!minimum.isSet() && !limits.isSpawning() && !lifecycle.isEnding()) {
      after(minimum, context.settings().startIntervalSeconds());
    }
  }

  private void startTowardsMinimum() {
    if (workers.live() + workers.starting() < context.settings().minWorkers()
        && limits.mayStart()) {
      lifecycle
          .starts()
          .start(
              StartReason.MINIMUM,
              "Bringing workers up to minWorkers (" + context.settings().minWorkers() + ")");
    }
  }

  private void checkIdle() {
    if (!limits.isProgramBroken()) {
      endSurplus();
    }
    after(idleCheck, context.settings().idleTimeoutSeconds());
  }

  private void endSurplus() {
    for (Slot slot : workers.idleLongestFirst()) {
      if (lifecycle.replacement().isTooOld(slot)) {
        dismiss(slot, lifecycle.replacement().tooOld());
      }
    }
    long idleNanos = context.settings().idleTimeoutSeconds() * Timers.SECOND_NANOS;
    for (Slot slot : workers.idleLongestFirst()) {
      if (workers.live() <= context.settings().minWorkers()
          || context.nanos() - slot.changedNanos() < idleNanos) {
        break;
      }
      dismiss(slot, new WorkerLifecycle.Dismissal(ExitReason.IDLE, "Idle timeout"));
    }
  }

  private void scale() {
    switch (autoscale.decide(
        workers.busy(),
        workers.live(),
        context.settings().minWorkers(),
        context.settings().maxWorkers(),
        context.nanos())) {
      case NONE -> {}
      case OUT -> {
        if (limits.mayStart()) {
          lifecycle
              .starts()
              .start(
                  StartReason.AUTOSCALE,
                  "Autoscale: scale-out (ema_busy=" + autoscale.shortAverage() + ")");
        }
      }
      case IN -> scaleIn();
    }
    after(autoscaling, Autoscale.INTERVAL_SECONDS);
  }

  private void scaleIn() {
    List<Slot> idle = workers.idleLongestFirst();
    if (idle.isEmpty() || limits.isProgramBroken()) {
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
    PoolCounts counts = slotTransitions.counts();
    context.log(
        LogLevel.INFO,
        "Worker status: Stopped=%d Idle=%d Busy=%d Killed=%d Queued=%d Msgs=%d Activations=%d"
            .formatted(
                counts.stopped(),
                counts.idle(),
                counts.busy(),
                counts.killed(),
                counts.queued(),
                counters.scans(),
                workers.activations()));
    after(statusLog, context.settings().statusLogIntervalSeconds());
  }

  private void after(Timer timer, int seconds) {
    context.timers().set(timer, context.secondsFromNow(seconds));
  }
}

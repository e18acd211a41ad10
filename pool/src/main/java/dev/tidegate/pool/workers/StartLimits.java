package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.scaling.StartBackoff;

/**
 * Decides when a worker may be started: {@code min-start-interval} after the last start, not while
 * the backoff after failed starts holds, and not after the pool's end has begun.
 */
public final class StartLimits {
  private final EventContext context;
  private final Workers workers;
  private final StartBackoff backoff;
  private long lastStartNanos = Long.MIN_VALUE;
  private int underWay;
  private boolean spawning;
  private boolean parentAwaited;
  private boolean parentFailed;
  private boolean ended;

  public StartLimits(EventContext context, Workers workers) {
    this.context = context;
    this.workers = workers;
    this.backoff = new StartBackoff(context.settings().seed());
  }

  /** Returns the backoff after failed starts. */
  public StartBackoff backoff() {
    return backoff;
  }

  /** Returns whether the result of a spawn is awaited; it comes before any other event. */
  public boolean isSpawning() {
    return spawning;
  }

  /** Returns whether a worker may be started now. */
  public boolean mayStart() {
    return !spawning && !backoff.isHolding() && allowsStarts();
  }

  /** Returns whether a trial worker is to be started now. */
  boolean isTrialDue() {
    return !spawning && context.nanos() >= backoff.trialAtNanos() && allowsStarts();
  }

  /** Returns when a trial worker is to be started; {@link Long#MAX_VALUE} if time alone cannot. */
  long trialDueNanos() {
    return backoff.trialAtNanos() == Long.MAX_VALUE || !hasSlot()
        ? Long.MAX_VALUE
        : Math.max(backoff.trialAtNanos(), intervalEndNanos());
  }

  private boolean allowsStarts() {
    return hasSlot() && context.nanos() >= intervalEndNanos();
  }

  private boolean hasSlot() {
    boolean oneAtATime = context.settings().minStartIntervalSeconds() > 0;
    return !ended && workers.startable() > 0 && !(oneAtATime && underWay > 0 && !spawning);
  }

  /** Returns whether {@code min-start-interval} has not yet passed since the last start. */
  public boolean isHeldByInterval() {
    return context.nanos() < intervalEndNanos();
  }

  /** Returns when a worker may be started; {@link Long#MAX_VALUE} if no time alone allows it. */
  public long startAllowedAtNanos() {
    return backoff.isHolding() || !hasSlot() ? Long.MAX_VALUE : intervalEndNanos();
  }

  /**
   * Returns when {@code min-start-interval} since the last start is over; {@link Long#MAX_VALUE} if
   * it is.
   */
  long intervalOverNanos() {
    return isHeldByInterval() ? intervalEndNanos() : Long.MAX_VALUE;
  }

  private long intervalEndNanos() {
    int seconds = context.settings().minStartIntervalSeconds();
    return seconds == 0 || lastStartNanos == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : lastStartNanos + seconds * Timers.SECOND_NANOS;
  }

  /**
   * Notes the state of the warm parent.
   *
   * @param awaited whether workers can only be forked, and it is not ready
   * @param failed whether it should be there, and the last load failed
   */
  void awaitParent(boolean awaited, boolean failed) {
    parentAwaited = awaited;
    parentFailed = failed;
  }

  /**
   * Returns whether the program is known not to load, so that a worker that ends has no successor.
   */
  public boolean isProgramBroken() {
    return backoff.isHolding() || parentFailed;
  }

  /** Returns whether a start has to wait for the process that forks workers. */
  public boolean isParentAwaited() {
    return parentAwaited;
  }

  /**
   * Returns the number of requests that could be taken at once: idle workers that are ready, and
   * slots in which a worker may be started. A start that is under way does not count.
   */
  public int serviceable() {
    int idle = workers.idle() - workers.loading();
    if (backoff.isHolding() || parentAwaited || !allowsStarts()) {
      return idle;
    }
    boolean oneAtATime = context.settings().minStartIntervalSeconds() > 0;
    return oneAtATime ? idle + 1 : idle + workers.startable();
  }

  /**
   * Begins a start; returns its number.
   *
   * @param spawns whether its result comes before any other event
   */
  long begin(boolean spawns) {
    underWay++;
    spawning = spawns;
    return backoff.attempted();
  }

  /** Ends a start that was under way; {@code succeeded} if there is a process. */
  void end(boolean succeeded) {
    underWay--;
    spawning = false;
    if (succeeded) {
      lastStartNanos = context.nanos();
    }
  }

  /** Forbids every start from now on, as the pool ends. */
  void forbid() {
    ended = true;
  }
}

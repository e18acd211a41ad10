package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.scaling.StartBackoff;

/**
 * Decides when a worker may be started: one at a time, {@code min-start-interval} after the last
 * start, not while the backoff after failed starts holds, and not after the pool's end has begun.
 */
public final class StartLimits {
  private final EventContext context;
  private final Workers workers;
  private final StartBackoff backoff;
  private long lastStartNanos = Long.MIN_VALUE;
  private boolean starting;
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

  /** Returns whether a start is under way; then no other is begun. */
  public boolean isStarting() {
    return starting;
  }

  /** Returns whether a worker may be started now. */
  public boolean mayStart() {
    return !starting && allowsStarts();
  }

  private boolean allowsStarts() {
    return !ended
        && workers.startable() > 0
        && context.nanos() >= intervalEndNanos()
        && backoff.allowsStart(context.nanos());
  }

  /** Returns whether {@code min-start-interval} has not yet passed since the last start. */
  public boolean isHeldByInterval() {
    return context.nanos() < intervalEndNanos();
  }

  /** Returns when a worker may be started; {@link Long#MAX_VALUE} if no time alone allows it. */
  public long startAllowedAtNanos() {
    if (ended || workers.startable() == 0) {
      return Long.MAX_VALUE;
    }
    return Math.max(intervalEndNanos(), backoff.allowedAtNanos());
  }

  private long intervalEndNanos() {
    int seconds = context.settings().minStartIntervalSeconds();
    return seconds == 0 || lastStartNanos == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : lastStartNanos + seconds * Timers.SECOND_NANOS;
  }

  /**
   * Returns the number of requests that could be taken at once: idle workers, and slots that may be
   * started. A start that is under way does not count.
   */
  public int serviceable() {
    int idle = workers.idle();
    if (!allowsStarts()) {
      return idle;
    }
    boolean oneAtATime = context.settings().minStartIntervalSeconds() > 0 || backoff.isHolding();
    return oneAtATime ? idle + 1 : idle + workers.startable();
  }

  /** Begins a start; returns its number. */
  long begin() {
    starting = true;
    return backoff.attempted();
  }

  /** Ends the start that is under way; {@code succeeded} if there is a process. */
  void end(boolean succeeded) {
    starting = false;
    if (succeeded) {
      lastStartNanos = context.nanos();
    }
  }

  /** Forbids every start from now on, as the pool ends. */
  void forbid() {
    ended = true;
  }
}

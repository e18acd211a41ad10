package dev.tidegate.pool.requests;

import dev.tidegate.pool.Timer;
import org.jspecify.annotations.Nullable;

/** The request that the worker of one slot is processing, if any, and the timers of it. */
public final class RunningRequest {
  private final Timer busy = new Timer();
  private final Timer stall = new Timer();
  private @Nullable Assignment assignment;
  private int mark;

  /** Returns the timer that fires at each mark of the request's time, the last of which ends it. */
  public Timer busy() {
    return busy;
  }

  /** Returns the timer of a request that its worker has not read to the end. */
  public Timer stall() {
    return stall;
  }

  /** Returns the mark at which {@link #busy} fires next. */
  public int mark() {
    return mark;
  }

  public void setMark(int next) {
    mark = next;
  }

  /** Returns the request with its times, null if there is none. */
  public @Nullable Assignment assignment() {
    return assignment;
  }

  /** Begins a request. */
  public void begin(Assignment next) {
    assignment = next;
    mark = 0;
  }

  /** Gives the request in progress another busy timeout; the marks that it has passed stay so. */
  public Assignment changeTimeout(Assignment held, long timeoutNanos) {
    Assignment changed = held.within(timeoutNanos);
    assignment = changed;
    return changed;
  }

  /** Ends the request; whoever calls cancels the timers and sees to the answer. */
  public void end() {
    assignment = null;
  }

  /** Returns the queue id of the message that is processed; empty if there is none. */
  public String queueId() {
    return assignment == null ? "" : assignment.request().queueId();
  }
}

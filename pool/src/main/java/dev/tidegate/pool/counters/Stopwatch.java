package dev.tidegate.pool.counters;

/** For how long something has been the case altogether. */
public final class Stopwatch {
  private boolean running;
  private long sinceNanos;
  private long beforeNanos;

  /** Makes one that stands at zero. */
  public Stopwatch() {}

  /** Tells whether it is the case from that time on. */
  public void set(boolean holds, long nowNanos) {
    if (holds != running) {
      beforeNanos = nanos(nowNanos);
      running = holds;
      sinceNanos = nowNanos;
    }
  }

  /** Returns for how long it has been the case, until now. */
  public long nanos(long nowNanos) {
    return beforeNanos + (running ? nowNanos - sinceNanos : 0);
  }
}

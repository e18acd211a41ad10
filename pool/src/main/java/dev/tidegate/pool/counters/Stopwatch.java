package dev.tidegate.pool.counters;

/** Total time for which a condition held. */
public final class Stopwatch {
  private boolean running;
  private long sinceNanos;
  private long beforeNanos;

  /** Makes one that stands at zero. */
  public Stopwatch() {}

  /** Sets whether the condition holds from that time on. */
  public void set(boolean holds, long nowNanos) {
    if (holds != running) {
      beforeNanos = nanos(nowNanos);
      running = holds;
      sinceNanos = nowNanos;
    }
  }

  /** Returns the total time for which it has held until now. */
  public long nanos(long nowNanos) {
    return beforeNanos + (running ? nowNanos - sinceNanos : 0);
  }
}

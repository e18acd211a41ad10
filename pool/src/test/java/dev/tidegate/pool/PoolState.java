package dev.tidegate.pool;

import dev.tidegate.protocol.notify.PoolCounts;
import java.util.List;

/** What the simulation may see of a pool's inside, to compare it with what the pool says. */
public final class PoolState {

  private PoolState() {}

  /** Returns what is wrong with the lists of workers; empty if they equal the states. */
  public static List<String> faults(Pool pool) {
    return pool.workers().faults();
  }

  public static PoolCounts counts(Pool pool) {
    return pool.counts();
  }

  public static int queued(Pool pool) {
    return pool.counts().queued();
  }

  /** Returns how many requests wait for a worker that is about to be there, ticks included. */
  public static int awaiting(Pool pool) {
    return pool.dispatcher().awaiting();
  }

  public static int ticksAwaiting(Pool pool) {
    return pool.dispatcher().ticksAwaiting();
  }

  public static long lastIncident(Pool pool) {
    return pool.incidentRecorder().lastIncident();
  }

  public static int incidentsKept(Pool pool) {
    return pool.incidentRecorder().kept();
  }
}

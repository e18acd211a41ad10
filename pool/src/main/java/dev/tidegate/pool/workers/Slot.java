package dev.tidegate.pool.workers;

import dev.tidegate.protocol.notify.WorkerState;

/**
 * One place of the pool for at most one worker process, and what is known of that process.
 *
 * <p>The state is changed by {@link Workers} alone, which keeps its lists equal to the states. What
 * counts requests stays as it was when the process ends, until the next one starts.
 */
public final class Slot {
  /** The absence of a time. */
  public static final long NEVER = Long.MIN_VALUE;

  private final int number;
  WorkerState state = WorkerState.STOPPED;
  int pid = -1;
  long activation;
  long generation;
  long idleOrder;
  long startedNanos = NEVER;
  long firstRequestNanos = NEVER;
  long changedNanos;
  long requests;
  long scans;
  CommandClass lastClass = CommandClass.OTHER;
  CommandClass currentClass = CommandClass.OTHER;
  String tag = "";
  boolean answered;
  boolean withdrawn;
  boolean drained;
  boolean retired;

  Slot(int number, long nowNanos) {
    this.number = number;
    this.changedNanos = nowNanos;
  }

  /** Returns its number, 0 to maxWorkers − 1. */
  public int number() {
    return number;
  }

  public WorkerState state() {
    return state;
  }

  /** Returns the process id, −1 when stopped. */
  public int pid() {
    return pid;
  }

  /** Returns how many starts of the pool came before its worker's, so the order of activation. */
  public long activation() {
    return activation;
  }

  /** Returns how many rereads had been asked for when its worker started. */
  public long generation() {
    return generation;
  }

  /** Returns when its worker started, {@link #NEVER} when stopped. */
  public long startedNanos() {
    return startedNanos;
  }

  /** Returns when its worker took its first request, {@link #NEVER} if it has not or is stopped. */
  public long firstRequestNanos() {
    return firstRequestNanos;
  }

  /** Returns when its state last changed, or when the pool was made. */
  public long changedNanos() {
    return changedNanos;
  }

  /** Returns how many requests of any kind its worker, or the last one, was handed. */
  public long requests() {
    return requests;
  }

  /** Returns how many scans its worker, or the last one, was handed. */
  public long scans() {
    return scans;
  }

  /**
   * Returns the class of the last counted command that its worker, or the last one, was handed;
   * {@link CommandClass#OTHER} if there was none.
   */
  public CommandClass lastClass() {
    return lastClass;
  }

  /** Returns the class of the command that it works on, {@link CommandClass#OTHER} otherwise. */
  public CommandClass currentClass() {
    return currentClass;
  }

  /** Returns what the worker says that it is doing; empty unless busy. */
  public String tag() {
    return tag;
  }

  /** Returns whether its worker has ever answered. */
  public boolean answered() {
    return answered;
  }

  /** Returns whether nothing is given to it or started in it, though its state is what it is. */
  public boolean drained() {
    return drained;
  }

  /**
   * Returns whether it is beyond the present maximum: nothing is given to it or started in it, and
   * its worker ends when it has answered, unless it is drained too.
   */
  public boolean retired() {
    return retired;
  }

  /** Returns whether work may be given to it or a worker started in it, if its state allows. */
  boolean isUsed() {
    return !drained && !retired;
  }

  /** Returns whether its worker, though idle, is no longer to be chosen. */
  public boolean withdrawn() {
    return withdrawn;
  }
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.Timer;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.requests.RunningRequest;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerMemory;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A numbered place for one worker process, with everything about it: its state, its request, its
 * process, the inspections of that, its last lines on stderr, its memory.
 *
 * <p>Its state is changed by {@link Workers} alone, which keeps its lists equal to the states. The
 * counts of requests keep their values when the process ends, until the next one starts.
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
  boolean withdrawn;
  boolean starting;
  boolean loading;
  boolean drained;
  boolean retired;

  private final RunningRequest request = new RunningRequest();
  private final Timer outputEnd = new Timer();
  final ChildProcess process = new ChildProcess();
  final Inspections inspections = new Inspections();
  final Deque<StderrTails.Line> stderr = new ArrayDeque<>(0);

  /** The process of {@link #memoryKib}. */
  private int memoryPid = -1;

  private long memoryKib = -1;
  private long privateMemoryKib = -1;

  Slot(int number, long nowNanos) {
    this.number = number;
    this.changedNanos = nowNanos;
  }

  /** Returns its number, counted from 0. */
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

  /** Returns the number of starts before its worker's, which orders workers by activation. */
  public long activation() {
    return activation;
  }

  /** Returns the number of rereads before its worker started. */
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

  /** Returns when its state last changed, or when the slot was made. */
  public long changedNanos() {
    return changedNanos;
  }

  /** Returns the number of requests of any kind that its worker, or the last one, took. */
  public long requests() {
    return requests;
  }

  /** Returns the number of scans that its worker, or the last one, took. */
  public long scans() {
    return scans;
  }

  /**
   * Returns the class of the last counted command that its worker, or the last one, took; {@link
   * CommandClass#OTHER} if there was none.
   */
  public CommandClass lastClass() {
    return lastClass;
  }

  /** Returns the class of the command in progress, {@link CommandClass#OTHER} otherwise. */
  public CommandClass currentClass() {
    return currentClass;
  }

  /** Returns the status tag that its worker has set; empty unless busy. */
  public String tag() {
    return tag;
  }

  /** Returns whether no request is given to it and no worker started in it, by an operator. */
  public boolean drained() {
    return drained;
  }

  /**
   * Returns whether it is beyond the present maximum: no request is given to it, no worker started
   * in it, and its worker ends when it has answered, unless it is drained too.
   */
  public boolean retired() {
    return retired;
  }

  /** Returns whether work may be given to it or a worker started in it, if its state allows. */
  boolean isUsed() {
    return !drained && !retired;
  }

  /** Returns whether a start is under way in it. */
  public boolean starting() {
    return starting;
  }

  /** Returns whether its worker, though idle, is not chosen before it is ready. */
  public boolean loading() {
    return loading;
  }

  /** Returns whether its worker, though idle, is no longer to be chosen. */
  public boolean withdrawn() {
    return withdrawn;
  }

  // ---- its request and its process

  /** Returns the request that its worker is processing. */
  public RunningRequest request() {
    return request;
  }

  /** Returns the timer that fires when its process outlives its stdout. */
  public Timer outputEnd() {
    return outputEnd;
  }

  /** Returns the last lines that its worker, or the last one, wrote to stderr, oldest first. */
  public List<String> stderr(int most) {
    return stderr.stream()
        .skip(Math.max(0, stderr.size() - most))
        .map(StderrTails.Line::text)
        .toList();
  }

  /** Keeps a measurement, if it is of its present process. */
  void measured(WorkerMemory memory) {
    if (memory.pid() == pid) {
      memoryPid = memory.pid();
      memoryKib = memory.residentKib();
      privateMemoryKib = memory.privateKib();
    }
  }

  /** Returns the resident memory of its process at the last measurement; −1 if unknown. */
  public long residentKib() {
    return memoryPid == pid ? memoryKib : -1;
  }

  /** Returns how much of that no other process has; −1 if unknown. */
  public long privateKib() {
    return memoryPid == pid ? privateMemoryKib : -1;
  }

  /** Returns how its worker was seen to be ready; empty if that was not watched. */
  public Optional<ReadySign> readySign() {
    return state == WorkerState.STOPPED ? Optional.empty() : process.sign;
  }
}

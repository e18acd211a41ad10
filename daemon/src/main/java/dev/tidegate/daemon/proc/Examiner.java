package dev.tidegate.daemon.proc;

import dev.tidegate.daemon.loop.EventSink;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.ProcFiles;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.WorkerMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Consumer;

/**
 * Thread that reads /proc, so that a process locked by the kernel does not block the loop.
 *
 * <p>Inspections before a signal have priority, memory measurements have none. If a read never
 * returns, the pool waits for the result only until its timeout, and later inspections are refused
 * once the queue is full.
 */
public final class Examiner {
  /** Maximum number of queued inspections. */
  static final int MOST_WAITING = 1_024;

  /** Number of memory measurements per task, which bounds the wait of a more urgent task. */
  private static final int MEMORIES_AT_ONCE = 64;

  private static final long MEASURE_INTERVAL_NANOS = 1_000_000_000;

  /** Process of a worker. */
  public record Target(int slot, int pid) {}

  private static final long BEFORE_ALL = -1;
  private static final int NO_DESCRIPTOR = Integer.MAX_VALUE;

  private enum Urgency {
    SIGNAL_WAITS,
    LOOK,
    MEMORY
  }

  private record Task(Urgency urgency, long order, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byUrgency = urgency.compareTo(other.urgency);
      return byUrgency == 0 ? Long.compare(order, other.order) : byUrgency;
    }
  }

  private final Executor loop;
  private final EventSink events;
  private final PriorityBlockingQueue<Task> tasks = new PriorityBlockingQueue<>();

  /** Used on the loop's thread only. */
  private long orders;

  /**
   * Number of requested memory measurements that are not yet reported; used on the loop's thread
   * only.
   */
  private int memoriesUnderWay;

  /** Time of the last measurement; used on the loop's thread only. */
  private long measuredNanos = System.nanoTime() - MEASURE_INTERVAL_NANOS;

  /**
   * Creates an examiner; its thread does not run yet.
   *
   * @param loop runs tasks on the loop's thread
   * @param events receives the results there
   */
  public Examiner(Executor loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /** Starts the thread, which first inspects this process to load the classes needed. */
  public void start() {
    Thread thread = new Thread(this::run, "examiner");
    thread.setDaemon(true);
    tasks.add(new Task(Urgency.SIGNAL_WAITS, BEFORE_ALL, Examiner::rehearse));
    thread.start();
  }

  /**
   * Inspects this process and provokes a failure: a class that cannot be loaded for want of a
   * descriptor would be lost for good.
   */
  private static void rehearse() {
    int self = (int) ProcessHandle.current().pid();
    ProcessReader.whole(self);
    var _ = ProcessReader.privateKib(self);
    var _ = ProcessReader.waitState(self);
    try {
      ProcFiles.target(self, NO_DESCRIPTOR);
    } catch (PosixException expected) {
      // There is no such descriptor.
    }
  }

  private void run() {
    try {
      while (true) {
        tasks.take().work().run();
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  /** Inspects a process; on the loop's thread, to which the result is posted later. */
  public void examine(Target target, long look, InspectionDepth depth) {
    if (tasks.size() >= MOST_WAITING) {
      post(target, look, ProcessFacts.unread("too many processes wait to be looked at"));
      return;
    }
    Urgency urgency = depth == InspectionDepth.BEFORE_SIGNAL ? Urgency.SIGNAL_WAITS : Urgency.LOOK;
    tasks.add(new Task(urgency, orders++, () -> post(target, look, facts(target.pid(), depth))));
  }

  private static ProcessFacts facts(int pid, InspectionDepth depth) {
    try {
      return switch (depth) {
        case USAGE -> ProcessReader.usage(pid);
        case WHOLE, BEFORE_SIGNAL -> ProcessReader.whole(pid);
      };
    } catch (RuntimeException failure) {
      return ProcessFacts.unread(failure.toString());
    }
  }

  private void post(Target target, long look, ProcessFacts facts) {
    loop.execute(() -> events.post(new Event.Examined(target.slot(), look, facts)));
  }

  /** Reads whether a process waits for input; the result comes on the loop's thread. */
  public void readWaitState(int pid, Consumer<WaitState> result) {
    if (tasks.size() >= MOST_WAITING) {
      loop.execute(() -> result.accept(WaitState.ELSEWHERE));
      return;
    }
    tasks.add(
        new Task(
            Urgency.LOOK,
            orders++,
            () -> {
              WaitState state = ProcessReader.waitState(pid);
              loop.execute(() -> result.accept(state));
            }));
  }

  /** Measures the resident memory of a loader; nothing is posted if it cannot be read. */
  public void measureLoader(long loader, int pid) {
    if (tasks.size() >= MOST_WAITING) {
      return;
    }
    tasks.add(
        new Task(
            Urgency.MEMORY,
            orders++,
            () -> {
              long residentKib = ProcessReader.residentKib(pid);
              if (residentKib >= 0) {
                loop.execute(() -> events.post(new Event.LoaderMeasured(loader, residentKib)));
              }
            }));
  }

  /**
   * Measures the memory of workers; ignored while the previous measurement is in progress or if it
   * is not a second old, since the kernel holds the worker's lock for some milliseconds.
   */
  public void measure(List<Target> targets) {
    long nowNanos = System.nanoTime();
    if (memoriesUnderWay > 0 || nowNanos - measuredNanos < MEASURE_INTERVAL_NANOS) {
      return;
    }
    measuredNanos = nowNanos;
    for (int from = 0; from < targets.size(); from += MEMORIES_AT_ONCE) {
      List<Target> part =
          List.copyOf(targets.subList(from, Math.min(from + MEMORIES_AT_ONCE, targets.size())));
      memoriesUnderWay++;
      tasks.add(new Task(Urgency.MEMORY, orders++, () -> measurePart(part)));
    }
  }

  private void measurePart(List<Target> part) {
    List<WorkerMemory> measured = new ArrayList<>(part.size());
    for (Target each : part) {
      measured.add(
          new WorkerMemory(
              each.slot(),
              each.pid(),
              ProcessReader.residentKib(each.pid()),
              ProcessReader.privateKib(each.pid())));
    }
    loop.execute(
        () -> {
          memoriesUnderWay--;
          events.post(new Event.MemoryMeasured(measured));
        });
  }
}

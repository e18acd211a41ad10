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

/**
 * The thread that reads /proc, so that no process which the kernel keeps locked holds up the loop.
 *
 * <p>What a signal waits for goes first, what is asked for in no hurry last. Should a read hang for
 * ever, whoever waits does so no longer than the pool says, and what is asked for later is refused
 * once the queue is full.
 */
public final class Examiner {
  /** Looks that may wait. */
  static final int MOST_WAITING = 1_024;

  /** Of one read after the other, so that a more urgent one waits for no more than these. */
  private static final int MEMORIES_AT_ONCE = 64;

  /** A worker's process. */
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

  /** The loop's thread alone counts. */
  private long orders;

  /** Of the memories that were asked for, those not yet told; the loop's thread alone knows. */
  private int memoriesUnderWay;

  /**
   * @param loop runs tasks on the loop's thread
   * @param events takes the results there
   */
  public Examiner(Executor loop, EventSink events) {
    this.loop = loop;
    this.events = events;
  }

  /** Starts the thread, which first rehearses: what a look needs is loaded then. */
  public void start() {
    Thread thread = new Thread(this::run, "examiner");
    thread.setDaemon(true);
    tasks.add(new Task(Urgency.SIGNAL_WAITS, BEFORE_ALL, Examiner::rehearse));
    thread.start();
  }

  /**
   * Looks at our own process, and fails on purpose: a class that no descriptor is left for is lost.
   */
  private static void rehearse() {
    int self = (int) ProcessHandle.current().pid();
    ProcessReader.whole(self);
    try {
      ProcFiles.target(self, NO_DESCRIPTOR);
    } catch (PosixException expected) {
      // It has none of that number.
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

  /** Looks at a process; on the loop's thread, and there the result comes as an event, later. */
  public void examine(Target target, long look, InspectionDepth depth) {
    if (tasks.size() >= MOST_WAITING) {
      tell(target, look, ProcessFacts.unread("too many processes wait to be looked at"));
      return;
    }
    Urgency urgency = depth == InspectionDepth.BEFORE_SIGNAL ? Urgency.SIGNAL_WAITS : Urgency.LOOK;
    tasks.add(new Task(urgency, orders++, () -> tell(target, look, facts(target.pid(), depth))));
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

  private void tell(Target target, long look, ProcessFacts facts) {
    loop.execute(() -> events.post(new Event.Examined(target.slot(), look, facts)));
  }

  /** Asks for the memory of processes; not while the last such question is under way. */
  public void measure(List<Target> targets) {
    if (memoriesUnderWay > 0) {
      return;
    }
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
          new WorkerMemory(each.slot(), each.pid(), ProcessReader.residentKib(each.pid())));
    }
    loop.execute(
        () -> {
          memoriesUnderWay--;
          events.post(new Event.MemoryMeasured(measured));
        });
  }
}

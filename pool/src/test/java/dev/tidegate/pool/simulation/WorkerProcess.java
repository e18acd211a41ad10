package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.simulation.Act.Faulty.Fault;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker process with the driver's end of its pipes. */
final class WorkerProcess {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  private final World world;
  private final VirtualClock virtualClock;
  final int slot;
  final int pid;
  private final @Nullable Fault fault;

  private long delays;
  private boolean alive = true;
  private boolean reaped;
  private boolean frozen;
  private boolean stdoutOpen = true;
  private boolean endReported;
  private WorkerExit exit = new WorkerExit.Exited(0);
  private final Deque<String> unread = new ArrayDeque<>();
  private final List<Runnable> deferred = new ArrayList<>();

  /** The request that the driver has handed over and not seen the answer of. */
  private @Nullable Request held;

  WorkerProcess(World world, VirtualClock virtualClock, int slot, int pid, @Nullable Fault fault) {
    this.world = world;
    this.virtualClock = virtualClock;
    this.slot = slot;
    this.pid = pid;
    this.fault = fault;
    if (fault != null) {
      switch (fault) {
        case DIES_AT_ONCE -> after(100 * MICRO, () -> die(new WorkerExit.Exited(2)));
        case DIES_SOON -> after(40 * MILLI, () -> die(new WorkerExit.Exited(255)));
        case PRINTS_A_BANNER -> after(20 * MILLI, () -> print("Welcome"));
        case CLOSES_STDOUT -> after(5 * MILLI, this::closeStdout);
        case CANNOT_BE_STARTED, IGNORES_END_OF_FILE, IGNORES_TERM, DIES_SLOWLY -> {}
      }
    }
  }

  /** Does something later, unless it is dead by then; a frozen worker does it once it goes on. */
  private void after(long nanos, Runnable step) {
    virtualClock.after(nanos, () -> act(step));
  }

  private void act(Runnable step) {
    if (frozen) {
      deferred.add(step);
    } else if (alive) {
      step.run();
    }
  }

  /** What the driver does for SendToWorker: the look, then the write; returns what came of it. */
  Event hand(Request request) {
    if (!unread.isEmpty()) {
      unread.clear();
      return new Event.WorkerOutOfStep(slot, "output without a request");
    }
    if (!alive && (endReported || pid % 2 == 0)) {
      return reap();
    }
    if (!stdoutOpen) {
      endReported = true;
      return new Event.WorkerOutputEnded(slot);
    }
    Job.Course course = request.job.course();
    if (course == Job.Course.REFUSE_INPUT) {
      return new Event.RequestRefused(slot, "Broken pipe");
    }
    held = request;
    if (course == Job.Course.STALL_INPUT_FOREVER) {
      return new Event.RequestStalled(slot);
    }
    if (course == Job.Course.STALL_INPUT) {
      virtualClock.after(request.job.afterNanos(), this::takeRest);
      return new Event.RequestStalled(slot);
    }
    work(request);
    return new Event.RequestTaken(slot);
  }

  private void takeRest() {
    Request request = held;
    if (request != null && alive && !frozen) {
      work(request);
      world.give(new Event.RequestTaken(slot));
    }
  }

  private void work(Request request) {
    if (!reads()) {
      return;
    }
    Job job = request.job;
    int remarks = job.tags().size() + job.complaints().size() + 1;
    long step = job.afterNanos() / remarks;
    long at = 0;
    for (String each : job.tags()) {
      at += step;
      after(at, () -> world.give(new Event.WorkerStatus(slot, each)));
    }
    for (String each : job.complaints()) {
      at += step;
      after(at, () -> world.give(new Event.WorkerStderr(slot, each)));
    }
    after(job.afterNanos(), () -> finish(request));
  }

  private void finish(Request request) {
    String answer = world.answerTo(request);
    switch (request.job.course()) {
      case ANSWER, STALL_INPUT -> print(answer);
      case ANSWER_TWICE -> {
        print(answer);
        print("and another line");
      }
      case ANSWER_AGAIN_LATER -> {
        print(answer);
        after(30 * MILLI, () -> print("late line of " + pid));
      }
      case CRASH -> die(new WorkerExit.Signalled(11));
      case CRASH_IN_MID_LINE -> die(new WorkerExit.Exited(1));
      case ANSWER_AND_CRASH -> {
        print(answer);
        die(new WorkerExit.Exited(3));
      }
      case CLOSE_STDOUT -> closeStdout();
      case ENDLESS_ANSWER -> {
        held = null;
        world.give(new Event.WorkerOutOfStep(slot, "an answer of more than 65536 bytes"));
      }
      case OUT_OF_MEMORY -> {
        world.give(new Event.WorkerStderr(slot, "Out of memory!"));
        die(new WorkerExit.Exited(1));
      }
      case HANG, REFUSE_INPUT, STALL_INPUT_FOREVER -> {}
    }
  }

  void make(Act.Noise noise) {
    act(
        () -> {
          switch (noise.kind()) {
            case LINE -> print(noise.text());
            case STATUS -> world.give(new Event.WorkerStatus(slot, noise.text()));
            case STDERR -> world.give(new Event.WorkerStderr(slot, noise.text()));
            case EXIT -> die(new WorkerExit.Exited(0));
            case KILLED -> die(new WorkerExit.Signalled(9));
            case CLOSE_STDOUT -> closeStdout();
            case FROZEN -> frozen = true;
          }
        });
  }

  private void print(String line) {
    if (!stdoutOpen) {
      return;
    }
    if (held != null && held.printed == null) {
      held.printed = line;
    }
    unread.add(line);
    virtualClock.after(latency(400 * MICRO), this::read);
  }

  private void closeStdout() {
    stdoutOpen = false;
    virtualClock.after(latency(400 * MICRO), this::read);
  }

  private void read() {
    if (reaped) {
      return;
    }
    if (!unread.isEmpty()) {
      String line = unread.remove();
      boolean more = !unread.isEmpty();
      unread.clear();
      if (held == null) {
        world.give(new Event.WorkerOutOfStep(slot, "output without a request"));
      } else {
        held = null;
        world.give(new Event.WorkerAnswered(slot, line, more));
      }
    }
    if (!reaped && unread.isEmpty() && !stdoutOpen && !endReported) {
      endReported = true;
      world.give(new Event.WorkerOutputEnded(slot));
    }
  }

  private void die(WorkerExit how) {
    if (!alive) {
      return;
    }
    alive = false;
    exit = how;
    stdoutOpen = false;
    if (pid % 3 != 0) {
      virtualClock.after(latency(300 * MICRO), this::read);
    }
    virtualClock.after(
        latency(2 * MILLI),
        () -> {
          if (!reaped) {
            world.give(reap());
          }
        });
  }

  /** What the driver does for AwaitReady: sooner or later it is seen to be ready, or never. */
  void awaitReady() {
    if (!reads() || pid % 13 == 0) {
      return;
    }
    after(
        latency(pid % 5 == 0 ? World.seconds(3) : 300 * MILLI),
        () -> world.give(new Event.WorkerReady(slot, ReadySign.READS_STDIN)));
  }

  /** Returns whether it comes so far as to read requests. */
  private boolean reads() {
    return fault != Fault.DIES_AT_ONCE && fault != Fault.DIES_SOON;
  }

  private boolean isRequestUnread() {
    Request request = held;
    return request != null && (!reads() || request.job.course() == Job.Course.STALL_INPUT_FOREVER);
  }

  private Event reap() {
    reaped = true;
    Optional<String> last =
        held == null ? Optional.empty() : Optional.ofNullable(unread.peekFirst());
    return new Event.WorkerExited(
        slot, exit, new ResourceUsage(1, 2, 0, 0, 92, 1500, 0, 0), isRequestUnread(), last);
  }

  void closeStdin() {
    if (fault != Fault.IGNORES_END_OF_FILE && !ignoresTerm()) {
      after(latency(300 * MILLI), () -> die(new WorkerExit.Exited(0)));
    }
  }

  void signal(WorkerSignal signal) {
    switch (signal) {
      case CONTINUE -> {
        frozen = false;
        List<Runnable> put = List.copyOf(deferred);
        deferred.clear();
        put.forEach(each -> virtualClock.after(0, () -> act(each)));
      }
      case TERMINATE -> {
        if (!ignoresTerm()) {
          after(latency(50 * MILLI), () -> die(new WorkerExit.Signalled(15)));
        }
      }
      case KILL_GROUP -> {
        long delay = fault == Fault.DIES_SLOWLY ? World.seconds(5) : latency(MILLI);
        virtualClock.after(delay, () -> die(new WorkerExit.Signalled(9)));
      }
    }
  }

  private boolean ignoresTerm() {
    return fault == Fault.IGNORES_TERM || fault == Fault.DIES_SLOWLY;
  }

  private long latency(long upTo) {
    return 1 + (Mixing.mix(pid, ++delays) >>> 1) % upTo;
  }
}

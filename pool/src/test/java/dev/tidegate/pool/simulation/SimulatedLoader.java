package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.simulation.Act.Faulty.Fault;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process outside the slots with the driver's end of it: it loads, forks, and has faults. */
final class SimulatedLoader {
  private static final long MILLI = 1_000_000;

  private enum Habit {
    GOOD,
    NEVER_READY,
    FAILS_TO_LOAD,
    CANNOT_BE_ONE,
    DIES_LATER,
    FALLS_SILENT,
    TALKS_NONSENSE,
    FORKS_FAIL
  }

  private static final Habit[] HABITS = Habit.values();

  private final World world;
  private final VirtualClock virtualClock;
  final long id;
  final LoaderKind kind;
  private final Habit habit;
  private final long chance;

  /** The slots for which a fork is ordered. */
  private final Set<Integer> orders = new LinkedHashSet<>();

  private boolean gone;
  private boolean quitting;
  private boolean silent;
  private long delays;

  SimulatedLoader(
      World world,
      VirtualClock virtualClock,
      long id,
      LoaderKind kind,
      long chance,
      @Nullable Fault fault,
      boolean good) {
    this.world = world;
    this.virtualClock = virtualClock;
    this.id = id;
    this.kind = kind;
    this.chance = chance;
    boolean fails = fault == Fault.DIES_AT_ONCE || fault == Fault.DIES_SOON;
    Habit bad = HABITS[(int) (chance / 3 % HABITS.length)];
    habit = fails ? Habit.FAILS_TO_LOAD : good || chance % 3 != 0 ? Habit.GOOD : bad;
  }

  void begin() {
    long load = 1 + chance / 7 % (chance % 5 == 0 ? World.seconds(2) : 300 * MILLI);
    switch (habit) {
      case NEVER_READY -> {}
      case FAILS_TO_LOAD ->
          after(
              load,
              () -> {
                world.give(new Event.LoaderStderr(id, "syntax error at filter line 7"));
                end(new WorkerExit.Exited(2));
              });
      case CANNOT_BE_ONE ->
          after(
              load, () -> world.give(new Event.LoaderFaulted(id, "it does not speak", isParent())));
      default -> after(load, this::ready);
    }
  }

  private boolean isParent() {
    return kind == LoaderKind.WARM_PARENT;
  }

  private void ready() {
    world.give(new Event.LoaderReady(id, isParent() ? ReadySign.REPORTED : ReadySign.READS_STDIN));
    long later = 1 + chance / 11 % World.seconds(chance % 2 == 0 ? 3 : 60);
    switch (habit) {
      case DIES_LATER -> after(later, () -> end(new WorkerExit.Signalled(9)));
      case FALLS_SILENT -> after(later, () -> silent = true);
      case TALKS_NONSENSE ->
          after(later, () -> world.give(new Event.LoaderFaulted(id, "it talks nonsense", false)));
      default -> {}
    }
  }

  /** Does something later, unless it is dead by then. */
  private void after(long nanos, Runnable step) {
    virtualClock.after(
        nanos,
        () -> {
          if (!gone) {
            step.run();
          }
        });
  }

  void fork(int slot) {
    orders.add(slot);
    after(latency(5 * MILLI), () -> carryOut(slot));
  }

  private void carryOut(int slot) {
    if (silent) {
      after(
          World.seconds(1),
          () -> {
            if (orders.remove(slot)) {
              world.give(new Event.ForkUnanswered(slot));
            }
          });
    } else if (orders.remove(slot)) {
      if (habit == Habit.FORKS_FAIL && latency(3) == 1) {
        world.give(new Event.SpawnFailed(slot, "fork: Resource temporarily unavailable"));
      } else {
        world.forked(slot);
      }
      endWhenDone();
    }
  }

  void stop(LoaderStop how) {
    switch (how) {
      case QUIT -> {
        quitting = true;
        endWhenDone();
      }
      case KILL -> after(latency(2 * MILLI), () -> end(new WorkerExit.Signalled(9)));
    }
  }

  /** One that has fallen silent does not quit either. */
  private void endWhenDone() {
    if (quitting && orders.isEmpty() && !silent) {
      after(latency(20 * MILLI), () -> end(new WorkerExit.Exited(0)));
    }
  }

  private void end(WorkerExit how) {
    gone = true;
    orders.clear();
    world.loaderEnded(id, how);
  }

  /** It is a worker from now on. */
  void adopted() {
    gone = true;
  }

  private long latency(long upTo) {
    return 1 + (Mixing.mix(chance, ++delays) >>> 1) % upTo;
  }
}

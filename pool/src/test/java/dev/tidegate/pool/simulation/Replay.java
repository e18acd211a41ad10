package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.PoolTrace.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives a pool the events of a trace again.
 *
 * <p>A trace from the start replays as it was. One whose first events are missing finds another
 * pool than it was written by: events of workers that this one does not have are left out, and what
 * it asks for on its own is granted.
 */
final class Replay {
  private final PoolTrace trace;
  private final Pool pool;
  private final Set<Integer> occupied = new HashSet<>();
  private final Set<Integer> starting = new HashSet<>();
  private final Set<Integer> offered = new HashSet<>();
  private int lastPid = 1_000_000;

  Replay(PoolTrace trace) {
    this.trace = trace;
    pool = new Pool(trace.settings(), trace.moments().getFirst().now());
  }

  /** Returns the effects of the last event; what the pool throws comes through. */
  List<Effect> run() {
    List<Effect> last = List.of();
    if (trace.missing() > 0) {
      last = give(new Event.Started(), trace.moments().getFirst().now());
    }
    for (Moment each : trace.moments()) {
      if (trace.missing() > 0) {
        grantWhatIsAskedBefore(each);
      }
      if (fits(each.event())) {
        last = give(each.event(), each.now());
      }
    }
    return last;
  }

  private List<Effect> give(Event event, Now now) {
    switch (event) {
      case Event.WorkerSpawned spawned -> {
        starting.remove(spawned.slot());
        occupied.add(spawned.slot());
      }
      case Event.SpawnFailed failed -> starting.remove(failed.slot());
      case Event.WorkerExited exited -> occupied.remove(exited.slot());
      default -> {}
    }
    int slot = slotOf(event);
    offered.remove(slot);
    List<Effect> effects = List.copyOf(pool.handle(event, now));
    for (Effect each : effects) {
      switch (each) {
        case Effect.Spawn spawn -> starting.add(spawn.slot());
        case Effect.SendToWorker send -> offered.add(send.slot());
        default -> {}
      }
    }
    return effects;
  }

  private boolean fits(Event event) {
    return switch (event) {
      case Event.WorkerSpawned spawned -> starting.contains(spawned.slot());
      case Event.SpawnFailed failed -> starting.contains(failed.slot());
      default -> slotOf(event) < 0 || occupied.contains(slotOf(event));
    };
  }

  /** Answers what the pool asked for unless the trace has that answer next. */
  private void grantWhatIsAskedBefore(Moment next) {
    Deque<Event> granted = new ArrayDeque<>();
    while (true) {
      starting.stream()
          .filter(slot -> slot != slotOf(next.event()))
          .forEach(slot -> granted.add(new Event.WorkerSpawned(slot, ++lastPid)));
      offered.stream()
          .filter(slot -> slot != slotOf(next.event()))
          .forEach(slot -> granted.add(new Event.RequestTaken(slot)));
      if (granted.isEmpty()) {
        return;
      }
      granted.forEach(each -> give(each, next.now()));
      granted.clear();
    }
  }

  private static int slotOf(Event event) {
    return switch (event) {
      case Event.WorkerSpawned e -> e.slot();
      case Event.SpawnFailed e -> e.slot();
      case Event.WorkerAnswered e -> e.slot();
      case Event.WorkerOutOfStep e -> e.slot();
      case Event.WorkerOutputEnded e -> e.slot();
      case Event.RequestStalled e -> e.slot();
      case Event.RequestTaken e -> e.slot();
      case Event.RequestRefused e -> e.slot();
      case Event.WorkerStatus e -> e.slot();
      case Event.WorkerStderr e -> e.slot();
      case Event.WorkerExited e -> e.slot();
      default -> -1;
    };
  }
}

package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.PoolInput;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.PoolTrace.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives a pool the inputs of a trace again.
 *
 * <p>A trace from the start replays exactly. One whose first inputs are missing meets another pool
 * than the one that it was recorded from: events of workers that this one does not have are left
 * out, and what it asks for on its own is granted.
 */
final class Replay {
  /** Room that holds any message. */
  private static final int ROOM = 1 << 16;

  private static final int PRINTED_INPUTS = 40;
  private static final int NOT_A_TRACE = 2;

  private final PoolTrace trace;
  private final Pool pool;
  private final Consumer<Pool> between;
  private final Set<Integer> occupied = new HashSet<>();
  private final Set<Integer> starting = new HashSet<>();
  private final Set<Integer> offered = new HashSet<>();
  private final List<PoolOutput> outputs = new ArrayList<>();
  private int lastPid = 1_000_000;

  Replay(PoolTrace trace) {
    this(trace, pool -> {});
  }

  /**
   * Makes a replay.
   *
   * @param between is called with the pool before each input
   */
  Replay(PoolTrace trace, Consumer<Pool> between) {
    this.trace = trace;
    this.between = between;
    pool = new Pool(trace.settings(), trace.made());
  }

  /**
   * Replays a trace from a file, such as the daemon writes when an invariant is broken, and prints
   * the last inputs with what the pool answered to each. It ends with the pool's own exception if
   * the pool breaks again, which is what is expected of the file of a broken pool.
   */
  public static void main(String[] arguments) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
    PoolTrace trace;
    try {
      trace = PoolTrace.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException unreadable) {
      System.err.println(arguments[0] + ": " + unreadable.getMessage());
      System.exit(NOT_A_TRACE);
      return;
    }
    Replay replay = new Replay(trace);
    int inputs = trace.moments().size();
    System.out.println(
        inputs
            + " inputs, "
            + (trace.missing() > 0 ? "" : "all since the start, ")
            + trace.missing()
            + " before them missing");
    for (int at = 0; at < inputs; at++) {
      boolean printed = at >= inputs - PRINTED_INPUTS;
      if (printed) {
        System.out.println(trace.moments().get(at).line());
      }
      replay.step(at);
      if (printed) {
        System.out.println("  -> " + replay.outputs.getLast());
      }
    }
    System.out.println("replayed: the pool is not broken by these inputs");
  }

  /** Replays the trace; returns the output for each input, in order. */
  List<PoolOutput> run() {
    for (int at = 0; at < trace.moments().size(); at++) {
      step(at);
    }
    return outputs;
  }

  private void step(int index) {
    Moment moment = trace.moments().get(index);
    if (trace.missing() == 0) {
      outputs.add(give(moment.input(), moment.now()));
      return;
    }
    if (index == 0 && !(moment.input() instanceof Event.Started)) {
      give(new Event.Started(), moment.now());
    }
    grantRequestsBefore(moment);
    outputs.add(fits(moment.input()) ? give(moment.input(), moment.now()) : PoolOutput.NONE);
  }

  private PoolOutput give(PoolInput input, Now now) {
    between.accept(pool);
    return switch (input) {
      case Event event -> give(event, now);
      case ListenerReady ready -> read(ready, now);
    };
  }

  private PoolOutput.Effects give(Event event, Now now) {
    switch (event) {
      case Event.WorkerSpawned spawned -> {
        starting.remove(spawned.slot());
        occupied.add(spawned.slot());
      }
      case Event.SpawnFailed failed -> starting.remove(failed.slot());
      case Event.WorkerExited exited -> occupied.remove(exited.slot());
      default -> {}
    }
    offered.remove(slotOf(event));
    PoolOutput.Effects output = PoolOutput.of(pool.handle(event, now));
    for (Effect each : output.effects()) {
      switch (each) {
        case Effect.Spawn spawn -> starting.add(spawn.slot());
        case Effect.SendToWorker send -> offered.add(send.slot());
        default -> {}
      }
    }
    return output;
  }

  private PoolOutput read(ListenerReady ready, Now now) {
    ByteBuffer into = ByteBuffer.allocate(ready.room());
    int count = pool.handle(ready.id(), into, now);
    return PoolOutput.of(count, into);
  }

  private boolean fits(PoolInput input) {
    return switch (input) {
      case Event.WorkerSpawned spawned -> starting.contains(spawned.slot());
      case Event.SpawnFailed failed -> starting.contains(failed.slot());
      // The slot may be one that was added in the part that is missing.
      case Event.Examined examined -> occupied.contains(examined.slot());
      case Event.MemoryMeasured measured ->
          measured.workers().stream().allMatch(each -> occupied.contains(each.slot()));
      case Event event -> slotOf(event) < 0 || occupied.contains(slotOf(event));
      case ListenerReady _ -> true;
    };
  }

  /** Grants what the pool asked for unless the trace has the result next. */
  private void grantRequestsBefore(Moment next) {
    int slot = next.input() instanceof Event event ? slotOf(event) : -1;
    Deque<Event> granted = new ArrayDeque<>();
    while (true) {
      starting.stream()
          .filter(each -> each != slot)
          .forEach(each -> granted.add(new Event.WorkerSpawned(each, ++lastPid)));
      offered.stream()
          .filter(each -> each != slot)
          .forEach(each -> granted.add(new Event.RequestTaken(each)));
      if (granted.isEmpty()) {
        break;
      }
      granted.forEach(each -> give(each, next.now()));
      granted.clear();
    }
    if (next.input() instanceof Event.LineArrived line) {
      makeTakeLines(line.id(), next.now());
    }
  }

  /** A listener may have been read from less often here than when the trace was recorded. */
  private void makeTakeLines(long listener, Now now) {
    ByteBuffer into = ByteBuffer.allocate(ROOM);
    while (!pool.takesLines(listener) && pool.handle(listener, into.clear(), now) > 0) {
      into.clear();
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

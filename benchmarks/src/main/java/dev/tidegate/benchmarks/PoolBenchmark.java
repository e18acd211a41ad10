package dev.tidegate.benchmarks;

import dev.tidegate.pool.Door;
import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.PoolSettings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The pool's part in one scan, from the connection to the answer, and in telling listeners.
 * Sampled: the median is that of an undisturbed request even on a busy machine.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {
  private static final int LISTENER_BUFFER_BYTES = 65_536;
  private static final long NANOS_PER_REQUEST = 50_000;

  @Param({"2", "100"})
  public int workers;

  @Param({"0", "5"})
  public int listeners;

  private final ArrayDeque<Event> results = new ArrayDeque<>();
  private final ByteBuffer listenerBuffer = ByteBuffer.allocate(LISTENER_BUFFER_BYTES);
  private Pool pool = new Pool(PoolSettings.builder().build(), new Now(0, 0));
  private long nanos;
  private long nextId;
  private int busySlot;
  private long answers;
  private long listenerBytes;

  /** All workers run and every listener wants everything. */
  @Setup
  public void fill() {
    PoolSettings settings =
        PoolSettings.builder()
            .maxWorkers(workers)
            .minWorkers(1)
            .maxRequests(Integer.MAX_VALUE)
            .queueSize(128)
            .statistics(false)
            .build();
    pool = new Pool(settings, now());
    handle(new Event.Started());
    for (int listener = 0; listener < listeners; listener++) {
      long id = nextId++;
      handle(new Event.Connected(id, Door.NOTIFY));
      handle(new Event.LineArrived(id, "?*"));
    }
    int[] slots = new int[workers];
    for (int request = 0; request < workers; request++) {
      arrive();
      slots[request] = busySlot;
    }
    for (int slot : slots) {
      handle(new Event.WorkerAnswered(slot, "ok", false));
    }
  }

  /** One request while nothing else runs. */
  @Benchmark
  public long scan() {
    arrive();
    handle(new Event.WorkerAnswered(busySlot, "ok", false));
    return answers + listenerBytes;
  }

  private void arrive() {
    nanos += NANOS_PER_REQUEST;
    long id = nextId++;
    handle(new Event.Connected(id, Door.COMMAND));
    handle(new Event.LineArrived(id, "scan q000000001 /x"));
  }

  private void handle(Event event) {
    Event next = event;
    while (next != null) {
      for (Effect effect : pool.handle(next, now())) {
        run(effect);
      }
      next = results.poll();
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.SendToWorker(int slot, String line) -> {
        busySlot = slot;
        results.add(new Event.RequestTaken(slot));
      }
      case Effect.Answer(long id, String text) -> answers++;
      case Effect.WakeListener(long id) -> tell(id);
      case Effect.Spawn(int slot) -> results.add(new Event.WorkerSpawned(slot, slot + 1));
      case Effect.Log(var level, String text) -> {}
      case Effect.Statistic(String text) -> {}
      case Effect.TellServiceManager tell -> {}
      case Effect.CloseStdin(int slot) -> unexpected(effect);
      case Effect.Signal(int slot, var signal) -> unexpected(effect);
      case Effect.Drop(long id) -> unexpected(effect);
      case Effect.CloseListener(long id) -> unexpected(effect);
      case Effect.StopAccepting() -> unexpected(effect);
      case Effect.Exit(int status) -> unexpected(effect);
    }
  }

  private void tell(long id) {
    int count = pool.takeForListener(id, listenerBuffer.clear(), now());
    while (count > 0) {
      listenerBytes += count;
      count = pool.takeForListener(id, listenerBuffer.clear(), now());
    }
  }

  private static void unexpected(Effect effect) {
    throw new IllegalStateException("unexpected: " + effect);
  }

  private Now now() {
    return new Now(nanos, nanos / 1_000_000);
  }
}

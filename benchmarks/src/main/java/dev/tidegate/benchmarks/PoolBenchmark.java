package dev.tidegate.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/** The pool's part in one scan, from the connection to the answer, and in telling listeners. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PoolBenchmark {
  private static final int LISTENER_BUFFER_BYTES = 65_536;

  /** No listener is woken again before it has been told. */
  private static final int MOST_WOKEN = 1024;

  private static final long NANOS_PER_REQUEST = 50_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Param({"2", "100", "1000"})
  public int workers;

  @Param({"0", "5", "1000"})
  public int listeners;

  private final ArrayDeque<Event> results = new ArrayDeque<>();
  private final long[] woken = new long[MOST_WOKEN];
  private int wokenCount;
  private final ByteBuffer listenerBuffer = ByteBuffer.allocateDirect(LISTENER_BUFFER_BYTES);
  private Pool pool = new Pool(PoolSettings.builder().build(), new Now(0, 0));
  private long nanos;
  private long nextId;
  private int busySlot;
  private long answers;
  private long listenerBytes;
  private long bytesBefore;
  private long nanosBefore;

  /**
   * Where the time and the garbage of a request come from. Reading the clock and the count costs
   * about 0.05 µs a step.
   */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Steps {
    public long requests;
    public long connectedNanos;
    public long connectedBytes;
    public long lineArrivedNanos;
    public long lineArrivedBytes;
    public long requestTakenNanos;
    public long requestTakenBytes;
    public long workerAnsweredNanos;
    public long workerAnsweredBytes;
    public long listenersToldNanos;
    public long listenersToldBytes;
  }

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
      handle(new Event.Connected(id, ClientSocket.NOTIFY));
      handle(new Event.LineArrived(id, "?*"));
    }
    tell();
    int[] slots = new int[workers];
    for (int request = 0; request < workers; request++) {
      long id = connect();
      handle(new Event.LineArrived(id, "scan q000000001 /x"));
      slots[request] = busySlot;
    }
    for (int slot : slots) {
      handle(new Event.WorkerAnswered(slot, "ok", false));
    }
    tell();
  }

  /**
   * One request while nothing else runs. Sampled: the median is that of an undisturbed request even
   * on a busy machine.
   */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public long scan() {
    long id = connect();
    handle(new Event.LineArrived(id, "scan q000000001 /x"));
    tell();
    handle(new Event.WorkerAnswered(busySlot, "ok", false));
    tell();
    return answers + listenerBytes;
  }

  /** The same, each event by itself. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public long steps(Steps steps) {
    steps.requests++;
    begin();
    long id = connect();
    steps.connectedNanos += nanosSince();
    steps.connectedBytes += bytesSince();
    begin();
    handleOne(new Event.LineArrived(id, "scan q000000001 /x"));
    steps.lineArrivedNanos += nanosSince();
    steps.lineArrivedBytes += bytesSince();
    begin();
    handleOne(results.remove());
    steps.requestTakenNanos += nanosSince();
    steps.requestTakenBytes += bytesSince();
    toldAfter(steps);
    begin();
    handleOne(new Event.WorkerAnswered(busySlot, "ok", false));
    steps.workerAnsweredNanos += nanosSince();
    steps.workerAnsweredBytes += bytesSince();
    toldAfter(steps);
    return answers + listenerBytes;
  }

  private void toldAfter(Steps steps) {
    begin();
    tell();
    steps.listenersToldNanos += nanosSince();
    steps.listenersToldBytes += bytesSince();
  }

  private void begin() {
    bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    nanosBefore = System.nanoTime();
  }

  private long nanosSince() {
    return System.nanoTime() - nanosBefore;
  }

  private long bytesSince() {
    return THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
  }

  private long connect() {
    nanos += NANOS_PER_REQUEST;
    long id = nextId++;
    handle(new Event.Connected(id, ClientSocket.COMMAND));
    return id;
  }

  private void handle(Event event) {
    Event next = event;
    while (next != null) {
      handleOne(next);
      next = results.poll();
    }
  }

  private void handleOne(Event event) {
    for (Effect effect : pool.handle(event, now())) {
      run(effect);
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.SendToWorker(int slot, String line) -> {
        busySlot = slot;
        results.add(new Event.RequestTaken(slot));
      }
      case Effect.Answer(long id, String text) -> answers++;
      case Effect.WakeListener(long id) -> woken[wokenCount++] = id;
      case Effect.Spawn(int slot) -> results.add(new Event.WorkerSpawned(slot, slot + 1));
      case Effect.Fork fork -> unexpected(effect);
      case Effect.AwaitReady await -> unexpected(effect);
      case Effect.StartLoader start -> unexpected(effect);
      case Effect.StopLoader stop -> unexpected(effect);
      case Effect.Adopt adopt -> unexpected(effect);
      case Effect.Log(var level, String text) -> {}
      case Effect.LogOfClient(long id, var level, String text) -> unexpected(effect);
      case Effect.Statistic(String text) -> {}
      case Effect.TellServiceManager tell -> {}
      case Effect.CloseStdin(int slot) -> unexpected(effect);
      case Effect.Signal(int slot, var signal) -> unexpected(effect);
      case Effect.Examine examine -> unexpected(effect);
      case Effect.MeasureMemory() -> {}
      case Effect.Drop(long id) -> unexpected(effect);
      case Effect.CloseListener(long id) -> unexpected(effect);
      case Effect.StopAccepting() -> unexpected(effect);
      case Effect.Exit(int status) -> unexpected(effect);
    }
  }

  private void tell() {
    for (int index = 0; index < wokenCount; index++) {
      int count = pool.handle(woken[index], listenerBuffer.clear(), now());
      while (count > 0) {
        listenerBytes += count;
        count = pool.handle(woken[index], listenerBuffer.clear(), now());
      }
    }
    wokenCount = 0;
  }

  private static void unexpected(Effect effect) {
    throw new IllegalStateException("unexpected: " + effect);
  }

  private Now now() {
    return new Now(nanos, nanos / 1_000_000);
  }
}

package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes events to the pool, executes the resulting effects in order, and arms the single timer
 * when no event is left.
 */
public final class Driver implements EventSink {
  /** Exit status after a broken invariant, EX_SOFTWARE of sysexits.h. */
  public static final int BROKEN = 70;

  /** Memory released when the heap is exhausted, so that the failure can be logged. */
  private static final int RESERVE_BYTES = 1 << 19;

  /** Maximum number of timers that fire before descriptors are served again. */
  private static final int DEADLINES_PER_BATCH = 1_000;

  private final Pool pool;
  private final PoolSettings settings;
  private final Now made;
  private final Poller poller;
  private final RecordSink records;
  private final Trace trace;
  private final ServiceManager serviceManager;
  private final Path crashFile;
  private final Supplier<String> statusText;
  private final Clocks clocks = new Clocks(System::nanoTime, System::currentTimeMillis);
  private final EventRing ring;
  private final AtomicReference<byte[]> reserve = new AtomicReference<>(new byte[RESERVE_BYTES]);
  private final ArrayDeque<Event> results = new ArrayDeque<>();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  private @Nullable PeerEffects peers;
  private @Nullable WorkerEffects processes;
  private boolean running;
  private boolean over;

  /**
   * Creates a driver; nothing runs before {@link #start}.
   *
   * @param settings settings with which the pool was created
   * @param made time at which the pool was created
   * @param crashFile file to which the last events are written if an invariant of the pool breaks
   */
  public Driver(
      Pool pool,
      PoolSettings settings,
      Now made,
      Poller poller,
      RecordSink records,
      Trace trace,
      ServiceManager serviceManager,
      Path crashFile) {
    this.pool = pool;
    this.settings = settings;
    this.poller = poller;
    this.records = records;
    this.trace = trace;
    this.serviceManager = serviceManager;
    this.crashFile = crashFile;
    // Half of the memory limit of requests in progress.
    this.ring = new EventRing(settings.requestBytes() / 2);
    this.made = made;
    this.statusText = pool::statusText;
  }

  /**
   * Starts the loop with {@link Event.Started}; returns the future exit status.
   *
   * @param beforeFirst runs on the loop's thread before that event
   */
  public CompletableFuture<Integer> start(
      PeerEffects peers, WorkerEffects processes, Runnable beforeFirst) {
    this.peers = peers;
    this.processes = processes;
    poller.start(
        () -> {
          beforeFirst.run();
          post(new Event.Started());
        },
        this::settle,
        this::fail);
    return exit;
  }

  @Override
  public void post(Event event) {
    if (running) {
      results.add(event);
      return;
    }
    if (over) {
      return;
    }
    running = true;
    try {
      // Events caused by effects have the time of the event that caused the effects.
      Now now = now();
      Event next = event;
      do {
        handle(next, now);
        next = results.poll();
      } while (next != null);
    } finally {
      running = false;
    }
  }

  /** Copies the next messages of a listener; see {@link Pool#handle(long, ByteBuffer, Now)}. */
  public int takeForListener(long id, ByteBuffer into) {
    Now now = now();
    ring.addListenerReady(id, into.remaining(), now);
    trace.listenerReady(id, into.remaining(), now);
    return pool.handle(id, into, now);
  }

  /** Returns whether a listener's next line may be posted; see {@link Pool#takesLines}. */
  public boolean takesLines(long id) {
    return pool.takesLines(id);
  }

  private void handle(Event event, Now now) {
    if (over) {
      return;
    }
    ring.add(event, now);
    trace.event(event, now);
    List<Effect> effects = pool.handle(event, now);
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      trace.effect(effect);
      run(effect);
    }
  }

  private void run(Effect effect) {
    PeerEffects peers = peers();
    WorkerEffects processes = processes();
    switch (effect) {
      case Effect.SendToWorker(int slot, String line) -> processes.send(slot, line);
      case Effect.Answer(long id, String text) -> peers.answer(id, text);
      case Effect.WakeListener(long id) -> peers.wakeListener(id);
      case Effect.Log(LogLevel level, String text) -> records.log(level, text);
      case Effect.LogOfClient(long id, LogLevel level, String text) -> peers.log(id, level, text);
      case Effect.Statistic(String text) -> records.statistic(text);
      case Effect.Spawn(int slot) -> processes.spawn(slot);
      case Effect.Fork(int slot, long loader) -> processes.fork(slot, loader);
      case Effect.AwaitReady(int slot) -> processes.awaitReady(slot);
      case Effect.StartLoader(long loader, LoaderKind kind) -> processes.startLoader(loader, kind);
      case Effect.StopLoader(long loader, LoaderStop how) -> processes.stopLoader(loader, how);
      case Effect.Adopt(long loader, int slot) -> processes.adopt(loader, slot);
      case Effect.CloseStdin(int slot) -> processes.closeStdin(slot);
      case Effect.Signal signal -> processes.signal(signal.slot(), signal.signal());
      case Effect.Examine examine ->
          processes.examine(examine.slot(), examine.look(), examine.depth());
      case Effect.MeasureMemory() -> processes.measureMemory();
      case Effect.Drop(long id) -> peers.drop(id);
      case Effect.CloseListener(long id) -> peers.closeListener(id);
      case Effect.TellServiceManager(ServiceState state) -> serviceManager.tell(state);
      case Effect.StopAccepting() -> peers.stopAccepting();
      case Effect.Exit(int status) -> end(status);
    }
  }

  /** Completes a batch of events: fires due timers, serves listeners, arms the timer. */
  private void settle() {
    if (over) {
      return;
    }
    long nowNanos = System.nanoTime();
    int fired = 0;
    while (!over && pool.nextDeadlineNanos() <= nowNanos && fired++ < DEADLINES_PER_BATCH) {
      post(new Event.DeadlineReached());
    }
    long listenersNanos = peers().serveListeners();
    if (!over) {
      long serviceNanos = serviceManager.settle(nowNanos, statusText);
      poller.wakeAt(Math.min(pool.nextDeadlineNanos(), Math.min(serviceNanos, listenersNanos)));
    }
  }

  private void end(int status) {
    peers().flush();
    over = true;
    exit.complete(status);
  }

  /** Ends the process after a bug or without memory: the pool's state can no longer be trusted. */
  private void fail(Throwable failure) {
    if (over) {
      return;
    }
    over = true;
    try {
      reserve.set(new byte[0]);
      records.log(LogLevel.ERR, reasonOf(failure));
      peers().answerAllWaiting("error: Internal error");
      peers().flush();
    } finally {
      // The process must end even if reporting the failure fails.
      exit.complete(BROKEN);
    }
  }

  /**
   * Returns the log text; also saves the last events, except without memory, which saving needs.
   */
  private String reasonOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "Out of memory: " + cause.getMessage() + "; the end";
      }
    }
    StackTraceElement[] stack = failure.getStackTrace();
    String at = stack.length > 0 ? " at " + stack[0] : "";
    return "Internal error: " + failure + at + "; " + keepLastEvents();
  }

  private String keepLastEvents() {
    try {
      String lastEvents = ring.trace(settings, made).print();
      Files.writeString(crashFile, lastEvents, StandardCharsets.ISO_8859_1);
      return "the last events are in " + crashFile;
    } catch (IOException | RuntimeException failure) {
      return "the last events could not be written to " + crashFile + ": " + failure;
    }
  }

  private Now now() {
    return clocks.now();
  }

  private PeerEffects peers() {
    if (peers == null) {
      throw new IllegalStateException("not started");
    }
    return peers;
  }

  private WorkerEffects processes() {
    if (processes == null) {
      throw new IllegalStateException("not started");
    }
    return processes;
  }
}

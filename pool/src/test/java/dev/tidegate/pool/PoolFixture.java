package dev.tidegate.pool;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A pool in virtual time whose driver starts workers and hands requests over without fail. */
final class PoolFixture {
  static final long SECOND = 1_000_000_000L;
  static final long MILLI = 1_000_000L;
  private static final long LISTENER = 1;

  /** What a look finds. */
  static final ProcessFacts FACTS =
      new ProcessFacts(
          "S (sleeping)",
          "hrtimer_nanosleep",
          "clock_nanosleep",
          20_480,
          30_720,
          1,
          new ProcessUsage(1_500, 300, 4_096, 512),
          List.of("0 pipe:[7]", "1 pipe:[8]"),
          2,
          List.of());

  final List<String> answers = new ArrayList<>();
  final List<String> log = new ArrayList<>();

  /** The lines of the log that tell of incidents. */
  final List<String> incidentLog = new ArrayList<>();

  final List<String> statistics = new ArrayList<>();

  /** What became of workers, in words such as {@code spawn 0}, {@code TERMINATE 0}. */
  final List<String> deeds = new ArrayList<>();

  /** What was to be looked at. */
  final List<Effect.Examine> looks = new ArrayList<>();

  int memoryQuestions;

  /** Whether a look has its result at once. */
  boolean looksAreAnswered = true;

  /** Whether a fork has its result at once. */
  boolean forksAreAnswered = true;

  /** Whether a worker that is awaited is ready at once. */
  boolean workersGetReady = true;

  /** Whether a loader is ready at once. */
  boolean loadersGetReady = true;

  /** Whether a loader that is told to quit does so. */
  boolean loadersQuit = true;

  /** What a service manager was told. */
  final List<ServiceState> serviceStates = new ArrayList<>();

  private final Pool pool;
  private final Deque<Event> results = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private Function<Integer, Optional<Event>> spawnFault = slot -> Optional.empty();
  private Function<Integer, Optional<Event>> sendFault = slot -> Optional.empty();
  private long nowNanos = 1_000 * SECOND;
  private long wallMillis = 1_700_000_000_000L;
  private int lastPid = 100;
  private long lastClient = 10;
  private boolean exited;

  PoolFixture(PoolSettings.Builder settings) {
    pool = new Pool(settings.build(), now());
    give(new Event.Started());
    give(new Event.Connected(LISTENER, ClientSocket.NOTIFY));
    give(new Event.LineArrived(LISTENER, "?*"));
    messages();
  }

  Now now() {
    return new Now(nowNanos, wallMillis);
  }

  boolean exited() {
    return exited;
  }

  Pool pool() {
    return pool;
  }

  /** Lets the next thing asked of a slot's worker end in the event, once. */
  void startsFailWith(Function<Integer, Optional<Event>> fault) {
    spawnFault = fault;
  }

  void sendsEndWith(Function<Integer, Optional<Event>> fault) {
    sendFault = fault;
  }

  /** A client connects and says a line; returns its id. */
  long ask(ClientSocket socket, String line) {
    long id = connect(socket);
    give(new Event.LineArrived(id, line));
    return id;
  }

  long ask(String line) {
    return ask(ClientSocket.COMMAND, line);
  }

  /** Returns what a question about the state is answered. */
  String answerTo(String line) {
    answers.clear();
    long id = ask(ClientSocket.COMMAND, line);
    return answers.isEmpty() ? "" : answers.getLast().substring((id + " ").length());
  }

  long connect(ClientSocket socket) {
    long id = ++lastClient;
    give(new Event.Connected(id, socket));
    return id;
  }

  void answer(int slot, String line) {
    give(new Event.WorkerAnswered(slot, line, false));
  }

  void exit(int slot, int status) {
    give(
        new Event.WorkerExited(
            slot, new WorkerExit.Exited(status), ResourceUsage.NONE, false, Optional.empty()));
  }

  void die(int slot, int signal) {
    give(
        new Event.WorkerExited(
            slot, new WorkerExit.Signalled(signal), ResourceUsage.NONE, false, Optional.empty()));
  }

  /** A worker dies that has not read a byte of the request that it was given. */
  void dieUnread(int slot, int signal) {
    give(
        new Event.WorkerExited(
            slot, new WorkerExit.Signalled(signal), ResourceUsage.NONE, true, Optional.empty()));
  }

  /** Lets time go by; every timer fires in its time. */
  void pass(long nanos) {
    long end = nowNanos + nanos;
    while (!exited && pool.nextDeadlineNanos() <= end) {
      advanceTo(Math.max(nowNanos, pool.nextDeadlineNanos()));
      give(new Event.DeadlineReached());
    }
    advanceTo(end);
  }

  /** Lets time go by in which nothing is handled; then the timers that are due fire, all late. */
  void stall(long nanos) {
    advanceTo(nowNanos + nanos);
    pass(0);
  }

  private void advanceTo(long nanos) {
    wallMillis += nanos / MILLI - nowNanos / MILLI;
    nowNanos = nanos;
  }

  void jumpWallClock(long byMillis) {
    wallMillis += byMillis;
  }

  void give(Event event) {
    handle(event);
    for (Event next = results.poll(); next != null; next = results.poll()) {
      handle(next);
    }
  }

  private void handle(Event event) {
    for (Effect each : pool.handle(event, now())) {
      run(each);
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Spawn(int slot) -> {
        deeds.add("spawn " + slot);
        results.add(
            spawnFault.apply(slot).orElseGet(() -> new Event.WorkerSpawned(slot, ++lastPid)));
      }
      case Effect.Fork(int slot, long loader) -> {
        deeds.add("fork " + slot);
        if (forksAreAnswered) {
          results.add(new Event.WorkerSpawned(slot, ++lastPid));
        }
      }
      case Effect.AwaitReady(int slot) -> {
        deeds.add("await " + slot);
        if (workersGetReady) {
          results.add(new Event.WorkerReady(slot, ReadySign.READS_STDIN));
        }
      }
      case Effect.StartLoader(long loader, LoaderKind kind) -> {
        deeds.add("load " + loader + " " + kind);
        results.add(new Event.LoaderStarted(loader, ++lastPid));
        if (loadersGetReady) {
          results.add(new Event.LoaderReady(loader, ReadySign.REPORTED));
        }
      }
      case Effect.StopLoader(long loader, LoaderStop how) -> {
        deeds.add(how + " loader " + loader);
        if (loadersQuit || how == LoaderStop.KILL) {
          results.add(new Event.LoaderEnded(loader, new WorkerExit.Exited(0)));
        }
      }
      case Effect.Adopt(long loader, int slot) -> deeds.add("adopt " + loader + " in " + slot);
      case Effect.SendToWorker(int slot, String line) -> {
        deeds.add("send " + slot + " " + line);
        results.add(sendFault.apply(slot).orElseGet(() -> new Event.RequestTaken(slot)));
      }
      case Effect.CloseStdin(int slot) -> deeds.add("EOF " + slot);
      case Effect.Signal(int slot, WorkerSignal signal) -> deeds.add(signal + " " + slot);
      case Effect.Examine examine -> {
        looks.add(examine);
        if (looksAreAnswered) {
          results.add(new Event.Examined(examine.slot(), examine.look(), FACTS));
        }
      }
      case Effect.MeasureMemory measure -> memoryQuestions++;
      case Effect.Answer(long id, String text) -> answers.add(id + " " + text);
      case Effect.Drop(long id) -> answers.add(id + " dropped");
      case Effect.Log(LogLevel level, String text) ->
          (text.contains(") incident ") ? incidentLog : log).add(level + " " + text);
      case Effect.LogOfClient(long id, LogLevel level, String text) ->
          log.add(level + " " + text + " by " + id);
      case Effect.Statistic(String text) -> statistics.add(text);
      case Effect.StopAccepting stop -> deeds.add("stop accepting");
      case Effect.TellServiceManager(ServiceState state) -> serviceStates.add(state);
      case Effect.CloseListener(long id) -> deeds.add("close listener " + id);
      case Effect.WakeListener wake -> {}
      case Effect.Exit(int status) -> {
        deeds.add("exit " + status);
        exited = true;
      }
    }
  }

  /** Returns what a listener to everything was told since it was asked last. */
  List<String> messages() {
    return messages(LISTENER);
  }

  /** Another listener connects and sends an interest line; returns its id. */
  long listen(String line) {
    long id = connect(ClientSocket.NOTIFY);
    give(new Event.LineArrived(id, line));
    messages(id);
    return id;
  }

  /** Returns what a listener was told since it was asked last. */
  List<String> messages(long listener) {
    List<String> lines = new ArrayList<>();
    buffer.clear();
    while (pool.handle(listener, buffer, now()) > 0) {
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
      lines.addAll(text.lines().toList());
      buffer.clear();
    }
    return lines;
  }
}

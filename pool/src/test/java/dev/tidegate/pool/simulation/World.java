package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.PoolState;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.simulation.Act.Faulty.Fault;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerMemory;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The driver of a pool and everybody around it, in virtual time. */
final class World {
  private static final long SECOND = 1_000_000_000L;
  private static final long LATEST_TIMER_NANOS = 2_000_000;

  /** How long it takes until the result of an effect is an event, at most. */
  private static final long LONGEST_EFFECT_NANOS = 50_000;

  private static final int MOST_EVENTS_AT_ONCE = 2_000;
  private static final long USUAL_LOOK_NANOS = 3_000_000;
  private static final long LONG_LOOK_NANOS = 15 * SECOND;
  private static final long SUPER_LISTENER = 1;

  /** Far above the ids that scenarios use. */
  private static final long FIRST_WATCHER = 1L << 40;

  /** Reading JSON takes longer than all the rest: not every scenario has its watcher. */
  private static final int WATCHED_ONE_IN = 4;

  private final Scenario scenario;
  private final VirtualClock virtualClock = new VirtualClock();
  private final Pool pool;
  private final InvariantChecker invariantChecker;
  private final Deque<Event> results = new ArrayDeque<>();
  private final Map<Integer, WorkerProcess> processes = new HashMap<>();
  private final Map<Long, SimulatedLoader> loaders = new HashMap<>();
  private final Map<Long, Integer> loaderPids = new HashMap<>();
  private final Map<Long, SimulatedClient> clients = new HashMap<>();
  private final Map<Long, SimulatedListener> listeners = new HashMap<>();
  private final List<Act.Faulty> faults = new ArrayList<>();
  private final List<PoolTrace.Moment> trace = new ArrayList<>();
  private final boolean recorded;
  private final Now made;
  private final List<PoolOutput> outputs = new ArrayList<>();
  private final Map<Long, ExtensionReader> extensionReaders = new HashMap<>();
  private final SimulatedListener everything;
  private final Watcher watcher;
  private long watchers;
  private boolean watcherComes;
  private int lastPid = 1000;
  private int events;
  private boolean accepting = true;
  private boolean exited;
  private long timerNanos;
  private int timersAtThisTime;

  World(Scenario scenario) {
    this(scenario, false);
  }

  /**
   * Makes a world.
   *
   * @param recorded whether all inputs and outputs of the pool are kept, and listeners of the
   *     extension join whose messages are recorded only
   */
  World(Scenario scenario, boolean recorded) {
    this.scenario = scenario;
    this.recorded = recorded;
    made = virtualClock.now();
    pool = new Pool(scenario.settings(), made);
    invariantChecker = new InvariantChecker(scenario, virtualClock);
    Act.Listen all =
        new Act.Listen(0, SUPER_LISTENER, 0, Long.MAX_VALUE, Long.MAX_VALUE, 1 << 16, List.of());
    everything = new SimulatedListener(this, virtualClock, all, invariantChecker.chronicle(), true);
    listeners.put(SUPER_LISTENER, everything);
    watcher =
        new Watcher(
            this,
            FIRST_WATCHER,
            Math.max(scenario.settings().maxWorkers(), scenario.settings().maxWorkersLimit()));
  }

  private boolean isWatched() {
    return scenario.seed() % WATCHED_ONE_IN == 0;
  }

  /** Returns the process in a slot, −1 if there is none. */
  int pidOf(int slot) {
    WorkerProcess process = processes.get(slot);
    return process == null ? -1 : process.pid;
  }

  /** Lets everything happen; throws a {@link Violation} when an invariant breaks. */
  void run() {
    give(new Event.Started());
    give(new Event.Connected(SUPER_LISTENER, ClientSocket.NOTIFY));
    give(new Event.LineArrived(SUPER_LISTENER, "?*"));
    if (isWatched()) {
      watcherComes = true;
      watcher.connect();
      watcherComes = false;
      watchers = 1;
    }
    if (recorded) {
      extensionReaders.putAll(ExtensionReader.joining(this, virtualClock, scenario));
    }
    long last = 0;
    for (Act each : scenario.acts()) {
      last = Math.max(last, each.atNanos());
      virtualClock.at(each.atNanos(), () -> perform(each));
    }
    runUntil(last + invariantChecker.longestAnswerNanos());
    if (!exited) {
      invariantChecker.checkAllAnswered();
      listeners.values().forEach(SimulatedListener::readAll);
      runUntil(virtualClock.nowNanos() + invariantChecker.longestRecoveryNanos());
      listeners.values().forEach(SimulatedListener::readAll);
      invariantChecker.checkRecovered();
    }
  }

  int eventCount() {
    return events;
  }

  /** Returns all inputs of a recorded world. */
  PoolTrace record() {
    return new PoolTrace(scenario.settings(), made, 0, List.copyOf(trace));
  }

  /** Returns the outputs of a recorded world, one for each input. */
  List<PoolOutput> outputs() {
    return outputs;
  }

  List<PoolTrace.Moment> trace() {
    return trace;
  }

  private void runUntil(long endNanos) {
    while (!exited) {
      long step = virtualClock.nextNanos();
      long deadline = pool.nextDeadlineNanos();
      if (deadline != Long.MAX_VALUE && scenario.late()) {
        deadline += (Mixing.mix(scenario.seed(), deadline) >>> 1) % LATEST_TIMER_NANOS;
      }
      if (Math.min(step, deadline) > endNanos) {
        return;
      }
      boolean timerFirst = deadline < step || (deadline == step && (scenario.seed() & 1) == 0);
      if (timerFirst) {
        virtualClock.advanceTo(deadline);
        countTimers();
        give(new Event.DeadlineReached());
      } else {
        virtualClock.runNext();
      }
    }
  }

  private void countTimers() {
    timersAtThisTime = timerNanos == virtualClock.nowNanos() ? timersAtThisTime + 1 : 0;
    timerNanos = virtualClock.nowNanos();
    check(timersAtThisTime < MOST_EVENTS_AT_ONCE, "a timer that fired is not due again at once");
  }

  private void perform(Act act) {
    switch (act) {
      case Act.Call call -> {
        if (accepting) {
          open(new SimulatedClient.Caller(this, virtualClock, call));
        }
      }
      case Act.Lookup lookup -> {
        if (accepting) {
          open(new SimulatedClient.Mapper(this, virtualClock, lookup));
        }
      }
      case Act.Listen listen -> {
        if (accepting) {
          SimulatedListener listener =
              new SimulatedListener(
                  this, virtualClock, listen, invariantChecker.chronicle(), false);
          listeners.put(listen.listener(), listener);
          give(new Event.Connected(listen.listener(), ClientSocket.NOTIFY));
          listener.begin();
        }
      }
      case Act.Noise noise -> {
        WorkerProcess process = processes.get(noise.slot());
        if (process != null) {
          process.make(noise);
        }
      }
      case Act.Faulty faulty -> faults.add(faulty);
      case Act.Reread reread -> give(new Event.RereadSignalled());
      case Act.Reserve reserve -> give(new Event.ConnectionReserve(reserve.onlyReserveLeft()));
      case Act.Terminate terminate -> give(new Event.TerminateSignalled());
      case Act.ClockJump jump -> virtualClock.jumpWallClock(jump.byMillis());
    }
  }

  private void open(SimulatedClient client) {
    clients.put(client.id(), client);
    give(new Event.Connected(client.id(), client.socket()));
    client.begin();
  }

  /** Gives the pool an outside event and everything that comes of it at once. */
  void give(Event event) {
    if (exited) {
      return;
    }
    invariantChecker.beforeOutside(event);
    deliver(event);
    Event result = results.poll();
    while (result != null && !exited) {
      if (scenario.late()) {
        long taken = (Mixing.mix(events, virtualClock.nowNanos()) >>> 1) % LONGEST_EFFECT_NANOS;
        virtualClock.advanceTo(virtualClock.nowNanos() + taken);
      }
      deliver(result);
      result = results.poll();
    }
    if (!exited) {
      long deadline = pool.nextDeadlineNanos();
      check(
          scenario.late() || deadline >= virtualClock.nowNanos(),
          "a deadline is never in the past",
          deadline,
          virtualClock.nowNanos());
      invariantChecker.settled(event, PoolState.queued(pool), PoolState.awaiting(pool));
      compareWithInside();
      listeners.values().forEach(SimulatedListener::checkAwake);
    }
  }

  /** What the pool says of itself must be what it is. */
  private void compareWithInside() {
    List<String> faults = PoolState.faults(pool);
    check(faults.isEmpty(), "the lists of workers equal their states", faults);
    PoolCounts counts = PoolState.counts(pool);
    EventHistory eventHistory = invariantChecker.chronicle();
    check(
        counts.idle() == eventHistory.count(WorkerState.IDLE)
            && counts.busy() == eventHistory.count(WorkerState.BUSY)
            && counts.stopped() == eventHistory.count(WorkerState.STOPPED)
            && counts.killed() == eventHistory.count(WorkerState.KILLED),
        "listeners are told the states that the pool counts",
        counts);
    check(
        counts.queued() + PoolState.awaiting(pool) - PoolState.ticksAwaiting(pool)
            == invariantChecker.waiting(),
        "the pool knows who waits",
        counts.queued(),
        PoolState.awaiting(pool),
        invariantChecker.waiting());
    invariantChecker.dossier().settled(PoolState.lastIncident(pool), PoolState.incidentsKept(pool));
    invariantChecker.crew().checkServiceable(counts.serviceable());
    watch(counts);
  }

  private void watch(PoolCounts counts) {
    // In between its greeting and its first answer it knows nothing.
    if (watchers == 0 || watcherComes || !accepting) {
      return;
    }
    watcher.settled(invariantChecker.chronicle(), counts);
    if (watcher.wantsToBreakOff()) {
      watcherComes = true;
      watcher.breakOff(FIRST_WATCHER + watchers++);
      watcherComes = false;
    }
  }

  private void deliver(Event event) {
    Now now = virtualClock.now();
    trace.add(new PoolTrace.Moment(event, now));
    check(++events < 200_000, "a run comes to its end");
    if (event instanceof Event.WorkerExited gone) {
      processes.remove(gone.slot());
    }
    invariantChecker.before(event);
    List<Effect> effects = pool.handle(event, now);
    if (recorded) {
      outputs.add(PoolOutput.of(effects));
    }
    for (Effect each : effects) {
      run(each);
    }
    everything.readAll();
    watcher.readAll();
    invariantChecker.after(event);
  }

  private void run(Effect effect) {
    invariantChecker.effect(effect);
    switch (effect) {
      case Effect.Spawn(int slot) -> spawn(slot);
      case Effect.Fork(int slot, long loader) -> loader(loader).fork(slot);
      case Effect.AwaitReady(int slot) -> process(slot).awaitReady();
      case Effect.StartLoader(long id, LoaderKind kind) -> startLoader(id, kind);
      case Effect.StopLoader(long id, LoaderStop how) -> loader(id).stop(how);
      case Effect.Adopt(long id, int slot) -> adopt(id, slot);
      case Effect.SendToWorker(int slot, String line) -> {
        Request request = invariantChecker.requestToSend(slot, line);
        Event result = process(slot).hand(request);
        invariantChecker.sendingEndsWith(request, slot, result);
        results.add(result);
      }
      case Effect.CloseStdin(int slot) -> process(slot).closeStdin();
      case Effect.Signal(int slot, var signal) -> process(slot).signal(signal);
      case Effect.Examine examine -> examine(examine);
      case Effect.MeasureMemory() -> measureMemory();
      case Effect.Answer(long id, String text) -> {
        SimulatedClient client = client(id);
        if (client.answered(text)) {
          invariantChecker.stalled(id, client.socket());
          results.add(new Event.AnswerStalled(id));
        } else if (client.socket() != ClientSocket.MAP) {
          clients.remove(id);
          haunt(id);
        }
      }
      case Effect.Drop(long id) -> drop(id);
      case Effect.WakeListener(long id) -> wake(id);
      case Effect.CloseListener(long id) -> close(id);
      case Effect.Log log -> LogShapes.check(log);
      case Effect.LogOfClient(long id, var level, String text) -> client(id);
      case Effect.Statistic statistic -> LogShapes.check(statistic);
      case Effect.StopAccepting() -> accepting = false;
      case Effect.TellServiceManager tell -> {}
      case Effect.Exit(int status) -> {
        check(status == 0, "an orderly end has status 0", status);
        exited = true;
        everything.readAll();
        listeners.values().forEach(SimulatedListener::readAll);
        listeners.values().forEach(SimulatedListener::checkEnded);
      }
    }
  }

  /** A look has its result at once, soon, late, after the process is gone, or never. */
  private void examine(Effect.Examine examine) {
    long chance = Mixing.mix(scenario.seed(), examine.look()) >>> 1;
    String state = pidOf(examine.slot()) < 0 ? "" : "S (sleeping)";
    ProcessFacts facts =
        chance % 5 == 0
            ? ProcessFacts.unread("Permission denied")
            : new ProcessFacts(
                state,
                "pipe_read",
                "read 0",
                100,
                200,
                1,
                new ProcessUsage(examine.look(), 2, examine.look() * 3, -1),
                List.of("0 pipe:[1]", "1 /a\nb\"\u00ff"),
                2,
                List.of());
    Event result = new Event.Examined(examine.slot(), examine.look(), facts);
    switch ((int) (chance / 5 % 8)) {
      case 0 -> results.add(result);
      case 1 -> virtualClock.after(chance % LONG_LOOK_NANOS, () -> give(result));
      case 2 -> {}
      default -> virtualClock.after(1 + chance % USUAL_LOOK_NANOS, () -> give(result));
    }
  }

  private void measureMemory() {
    List<WorkerMemory> measured =
        processes.values().stream()
            .map(each -> new WorkerMemory(each.slot, each.pid, 1_000 + each.pid, each.pid))
            .toList();
    virtualClock.after(USUAL_LOOK_NANOS, () -> give(new Event.MemoryMeasured(measured)));
  }

  private void wake(long id) {
    ExtensionReader reader = extensionReaders.get(id);
    if (reader != null) {
      reader.wake();
    } else if (watcher.is(id)) {
      watcher.wake();
    } else {
      listener(id).wake();
    }
  }

  private void close(long id) {
    ExtensionReader reader = extensionReaders.get(id);
    if (reader != null) {
      reader.close();
    } else if (watcher.is(id)) {
      watcher.close();
    } else {
      listener(id).close();
    }
  }

  private void drop(long id) {
    SimulatedListener listener = listeners.remove(id);
    ExtensionReader reader = extensionReaders.remove(id);
    if (reader != null) {
      reader.close();
    } else if (listener != null) {
      listener.drop(World.seconds(scenario.settings().listenerIdleCloseSeconds()));
    } else {
      client(id).closed();
      clients.remove(id);
      haunt(id);
    }
  }

  /** Sometimes an event about a connection is on its way when the pool has done with it. */
  private void haunt(long id) {
    Event event =
        switch ((int) (id % 20)) {
          case 0 -> new Event.Disconnected(id);
          case 1 -> new Event.InputEnded(id);
          case 2 -> new Event.LineArrived(id, "scan ghost /tmp/" + id);
          case 3 -> new Event.AnswerSent(id);
          default -> null;
        };
    if (event != null) {
      virtualClock.after(1_000, () -> give(event));
    }
  }

  private void spawn(int slot) {
    check(!processes.containsKey(slot), "no worker is started in an occupied slot", slot);
    Fault fault = faultNow();
    if (fault == Fault.CANNOT_BE_STARTED) {
      results.add(new Event.SpawnFailed(slot, "Permission denied"));
    } else {
      lastPid++;
      processes.put(slot, new WorkerProcess(this, virtualClock, slot, lastPid, fault));
      results.add(new Event.WorkerSpawned(slot, lastPid));
    }
  }

  /** A warm parent has forked a worker. */
  void forked(int slot) {
    check(!processes.containsKey(slot), "no worker is forked for an occupied slot", slot);
    lastPid++;
    Fault fault = faultNow();
    Fault its = fault == Fault.CANNOT_BE_STARTED ? null : fault;
    processes.put(slot, new WorkerProcess(this, virtualClock, slot, lastPid, its));
    give(new Event.WorkerSpawned(slot, lastPid));
  }

  private void startLoader(long id, LoaderKind kind) {
    Fault fault = faultNow();
    if (fault == Fault.CANNOT_BE_STARTED) {
      results.add(new Event.LoaderNotStarted(id, "Permission denied"));
      return;
    }
    lastPid++;
    long lastAct = scenario.acts().isEmpty() ? 0 : scenario.acts().getLast().atNanos();
    SimulatedLoader loader =
        new SimulatedLoader(
            this,
            virtualClock,
            id,
            kind,
            Mixing.mix(scenario.seed(), 0x6c6f6164L + id) >>> 1,
            fault,
            virtualClock.nowNanos() > lastAct);
    loaders.put(id, loader);
    loaderPids.put(id, lastPid);
    results.add(new Event.LoaderStarted(id, lastPid));
    loader.begin();
  }

  void loaderEnded(long id, WorkerExit how) {
    loaders.remove(id);
    give(new Event.LoaderEnded(id, how));
  }

  private void adopt(long id, int slot) {
    check(!processes.containsKey(slot), "no worker is adopted into an occupied slot", slot);
    SimulatedLoader loader = loader(id);
    loader.adopted();
    loaders.remove(id);
    int pid = loaderPids.getOrDefault(id, -1);
    processes.put(slot, new WorkerProcess(this, virtualClock, slot, pid, null));
    invariantChecker.adopted(slot, pid);
  }

  private SimulatedLoader loader(long id) {
    SimulatedLoader loader = loaders.get(id);
    if (loader == null) {
      throw new Violation("nothing is sent to a loader that is gone", "loader " + id);
    }
    return loader;
  }

  private @Nullable Fault faultNow() {
    Fault found = null;
    for (Act.Faulty each : faults) {
      if (virtualClock.nowNanos() < each.untilNanos()) {
        found = each.fault();
      }
    }
    return found;
  }

  private WorkerProcess process(int slot) {
    WorkerProcess process = processes.get(slot);
    if (process == null) {
      throw new Violation("nothing is sent to a stopped slot", "slot " + slot);
    }
    return process;
  }

  private SimulatedClient client(long id) {
    SimulatedClient client = clients.get(id);
    if (client == null) {
      throw new Violation("nothing is sent to a client that is gone", "client " + id);
    }
    return client;
  }

  private SimulatedListener listener(long id) {
    SimulatedListener listener = listeners.get(id);
    if (listener == null) {
      throw new Violation("nothing is sent to a listener that is gone", "listener " + id);
    }
    return listener;
  }

  /** Tells the pool what a connection did, unless the connection is closed. */
  void say(long id, Event event) {
    if (clients.containsKey(id)) {
      give(event);
    }
  }

  void lineTooLong(long id, ClientSocket socket) {
    say(
        id,
        new Event.BadInput(
            id, socket == ClientSocket.MAP ? InputFault.MISSING_COMMA : InputFault.LINE_TOO_LONG));
  }

  void expectAnswer(long client, ClientSocket socket, String line, Job job) {
    invariantChecker.expectAnswer(client, socket, line, job);
  }

  void forget(long client) {
    clients.remove(client);
  }

  void forgetListener(long listener) {
    listeners.remove(listener);
  }

  String answerTo(Request request) {
    return invariantChecker.answerTo(request);
  }

  /** Fetches what a listener is owed. */
  int take(long listener, java.nio.ByteBuffer into) {
    Now now = virtualClock.now();
    int room = into.remaining();
    int count = pool.handle(listener, into, now);
    if (recorded) {
      trace.add(new PoolTrace.Moment(new ListenerReady(listener, room), now));
      outputs.add(PoolOutput.of(count, into));
    }
    return count;
  }

  boolean accepts() {
    return accepting && !exited;
  }

  boolean takesLines(long listener) {
    return pool.takesLines(listener);
  }

  void readEverythingFirst(SimulatedListener reader) {
    if (reader != everything) {
      everything.readAll();
    }
  }

  boolean terminating() {
    return invariantChecker.crew().terminating();
  }

  static long seconds(long seconds) {
    return seconds * SECOND;
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.Notice;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.requests.DomainLimit;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Command;
import dev.tidegate.protocol.notify.StatusTag;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The pool of workers as a pure machine: what happened goes in, what is to be done comes out.
 *
 * <p>Single-threaded. It does no I/O, reads no clock and knows no chance but its seed: the same
 * settings and the same sequence of events and times give the same effects.
 *
 * <p>This class is the door: it names who decides about what. {@link Dispatcher} brings requests to
 * workers, {@link Desks} sees them through, {@link WorkerLife} starts and ends these, {@link
 * Roster} changes states and tells the listeners, {@link Upkeep} does what the clock alone demands,
 * {@link Clients} and {@link Feed} know the connections, {@link Commands} answers questions, {@link
 * Termination} ends it all.
 */
public final class Pool {
  private static final String OUT_OF_MEMORY = "Out of memory!";
  private static final String TOO_LONG = "error: Command too long\n";
  private static final String BAD_MAP_REQUEST = "PERM Invalid request format";
  private static final String MISSING_COMMA = "PERM Netstring missing terminating comma";

  private final LiveSettings settings;
  private final Turn turn;
  private final Timers timers = new Timers();
  private final Workers workers;
  private final RequestQueue queue;
  private final Feed feed;
  private final Roster roster;
  private final WorkerLife life;
  private final Clients clients;
  private final Ticks ticks;
  private final Desks desks;
  private final RequestBytes requestBytes;
  private final Dispatcher dispatcher;
  private final Upkeep upkeep;
  private final StderrTails stderr;
  private final BlackBox blackBox;
  private final MemoryGauge memory;
  private final Commands commands;
  private final Steering steering;
  private final Audience audience;
  private final Tuning tuning;
  private final Termination termination;

  /** Fires when the passing of time alone lets more workers be started. */
  private final Timer startsAllowed = new Timer(() -> {});

  private boolean over;

  /** Makes a pool in which every slot is stopped; nothing happens before {@link Event.Started}. */
  public Pool(PoolSettings atStart, Now now) {
    settings = new LiveSettings(atStart);
    turn = new Turn(settings, now);
    workers = new Workers(atStart.maxWorkers(), now.monotonicNanos());
    queue = new RequestQueue(settings);
    Counters counters = new Counters();
    roster = new Roster(atStart, turn, workers, queue, counters);
    feed = roster.feed();
    History history = new History(atStart.maxWorkers());
    Autoscale autoscale = new Autoscale();
    WorkerJournal journal = new WorkerJournal(turn, workers, atStart.statistics());
    stderr = new StderrTails(atStart.maxWorkers(), atStart.stderrBytes());
    blackBox = new BlackBox(atStart.epoch(), turn, timers, workers, journal, stderr);
    life =
        new WorkerLife(
            settings, turn, timers, roster, journal, queue, history, counters, autoscale, blackBox);
    roster.countServiceableBy(life::serviceable);
    clients = new Clients(settings, turn, timers);
    ticks = new Ticks(settings, turn, timers);
    requestBytes = new RequestBytes(atStart.requestBytes());
    Replies replies = new Replies(clients, ticks, requestBytes, counters);
    DomainLimit domains = new DomainLimit(() -> settings.now().recipokPerDomain());
    desks =
        new Desks(
            settings, turn, timers, roster, life, journal, queue, history, counters, replies,
            domains, blackBox);
    dispatcher =
        new Dispatcher(
            settings, turn, timers, workers, life, queue, replies, domains, requestBytes, desks);
    upkeep = new Upkeep(settings, turn, timers, workers, life, queue, autoscale, desks::scans);
    memory = new MemoryGauge(turn, timers, workers);
    StatsReport stats =
        new StatsReport(
            settings, turn, workers, queue, feed, life, desks, autoscale, counters, stderr,
            blackBox, memory);
    commands =
        new Commands(
            settings, turn, workers, queue, history, autoscale, desks::scans, stats, blackBox);
    steering = new Steering(turn, roster, life, desks);
    audience = new Audience(settings, turn, timers, feed);
    tuning = new Tuning(settings, turn, life, upkeep, ticks, audience);
    termination = new Termination(turn, timers, workers, life, dispatcher, desks);
  }

  /**
   * Takes one event and returns what is to be done, in order. The list is the pool's own and is
   * overwritten by the next call.
   */
  public List<Effect> handle(Event event, Now now) {
    turn.begin(now);
    decide(event);
    dispatcher.settle();
    upkeep.settle();
    settleServiceable();
    endWhenOver();
    audience.settle();
    return turn.effects();
  }

  /** A start that is under way has its result before anything else happens: it is waited for. */
  private void settleServiceable() {
    if (!life.isStarting()) {
      roster.tellServiceable();
      long at = life.startAllowedAtNanos();
      timers.expect(startsAllowed, at > turn.nanos() ? at : Long.MAX_VALUE);
    }
  }

  private void decide(Event event) {
    switch (event) {
      // Cases are tried in order: first what every request consists of.
      case Event.Connected connected -> connected(connected.id(), connected.door());
      case Event.LineArrived arrived -> lineArrived(arrived.id(), arrived.line());
      case Event.RequestTaken e -> desks.taken(slot(e.slot()));
      case Event.WorkerAnswered e -> desks.answered(slot(e.slot()), e.line(), e.moreFollowed());
      case Event.Started started -> begin();
      case Event.BadInput bad -> badInput(bad.id(), bad.fault());
      case Event.InputEnded ended -> inputEnded(ended.id());
      case Event.Disconnected gone -> disconnected(gone.id());
      case Event.AnswerStalled stalled -> clients.answerStalled(stalled.id());
      case Event.AnswerSent sent -> clients.answerSent(sent.id());
      case Event.WorkerSpawned e -> {
        stderr.clear(slot(e.slot()));
        dispatcher.started(life.spawned(e.slot(), e.pid()));
      }
      case Event.SpawnFailed e -> dispatcher.notStarted(life.spawnFailed(e.slot(), e.reason()));
      case Event.WorkerOutOfStep e ->
          desks.outOfStep(slot(e.slot()), e.what()).ifPresent(dispatcher::handBack);
      case Event.WorkerOutputEnded e ->
          desks.outputEnded(slot(e.slot())).ifPresent(dispatcher::handBack);
      case Event.RequestStalled e -> desks.stalled(slot(e.slot()));
      case Event.RequestRefused e -> desks.refused(slot(e.slot()));
      case Event.WorkerStatus e -> statusArrived(slot(e.slot()), e.line());
      case Event.WorkerStderr e -> stderrArrived(slot(e.slot()), e.line());
      case Event.WorkerExited e ->
          desks
              .exited(slot(e.slot()), e.exit(), e.usage(), e.lastAnswer())
              .ifPresent(dispatcher::handBack);
      case Event.Examined e -> blackBox.examined(slot(e.slot()), e.look(), e.facts());
      case Event.MemoryMeasured e -> e.workers().forEach(memory::measured);
      case Event.DeadlineReached e -> timers.fireNext(turn.nanos());
      case Event.RereadSignalled e -> reread(true);
      case Event.TerminateSignalled e -> terminate();
    }
  }

  private void begin() {
    turn.emit(new Effect.TellServiceManager(ServiceState.READY));
    upkeep.begin();
    memory.begin();
    ticks.begin(dispatcher::tick);
    audience.begin();
  }

  // ---- connections

  private void connected(long id, Door door) {
    if (door == Door.NOTIFY) {
      feed.connect(id);
    } else {
      clients.connected(id, door);
    }
  }

  private void lineArrived(long id, String line) {
    Optional<Clients.Client> found = clients.find(id);
    if (found.isEmpty()) {
      feed.lineArrived(id, line);
      return;
    }
    Clients.Client client = found.get();
    clients.lineArrived(client);
    if (client.door == Door.MAP) {
      mapRequest(client, line);
    } else {
      command(client, Command.parse(line));
    }
  }

  private void command(Clients.Client client, Command command) {
    if (client.door == Door.UNPRIVILEGED && command.isPrivileged()) {
      clients.answer(client.id, Command.PRIVILEGED_ANSWER);
      return;
    }
    switch (command) {
      case Command.WorkerRequest request ->
          submit(client, dispatcher.newRequest(new Origin.Command(client.id), request.line()));
      case Command.Reread reread -> {
        clients.answer(client.id, commands.answer(command, client.door));
        reread(false);
      }
      case Command.Drain drain -> clients.answer(client.id, steering.drain(drain, client.id));
      case Command.Kill kill -> clients.answer(client.id, steering.kill(kill, client.id));
      case Command.Set set -> clients.answer(client.id, tuning.set(set, client.id));
      default -> clients.answer(client.id, commands.answer(command, client.door));
    }
  }

  private void mapRequest(Clients.Client client, String request) {
    if (request.indexOf(' ') < 0 || request.indexOf('\0') >= 0) {
      clients.answer(client.id, BAD_MAP_REQUEST);
      return;
    }
    submit(client, dispatcher.newRequest(new Origin.Map(client.id), request));
  }

  private void submit(Clients.Client client, Request request) {
    clients.waits(client, request);
    dispatcher.submit(request);
  }

  private void badInput(long id, InputFault fault) {
    if (feed.knows(id)) {
      feed.overlong(id);
      return;
    }
    clients.find(id).ifPresent(clients::lineArrived);
    switch (fault) {
      case LINE_TOO_LONG -> clients.answer(id, TOO_LONG);
      case MISSING_COMMA -> clients.answer(id, MISSING_COMMA);
    }
  }

  private void inputEnded(long id) {
    if (feed.knows(id)) {
      feed.inputEnded(id);
    } else {
      clients.inputEnded(id);
    }
  }

  private void disconnected(long id) {
    if (feed.knows(id)) {
      feed.disconnect(id);
    } else {
      clients.disconnected(id).ifPresent(dispatcher::clientGone);
    }
  }

  // ---- what workers say

  private void statusArrived(Slot slot, String line) {
    String tag = StatusTag.ofStatusLine(line);
    if (slot.state() == WorkerState.BUSY && !tag.isEmpty()) {
      roster.tagged(slot, tag);
    }
  }

  private void stderrArrived(Slot slot, String line) {
    if (!line.isEmpty()) {
      stderr.add(slot, line);
    }
    if (line.contains(OUT_OF_MEMORY)) {
      life.ranOutOfMemory(slot);
    }
    if (turn.logsEvents() && !line.isEmpty()) {
      String queueId = desks.queueIdAt(slot);
      turn.log(
          LogLevel.INFO,
          (queueId.isEmpty() ? "" : queueId + ": ")
              + "Worker "
              + slot.number()
              + " stderr: "
              + line);
    }
  }

  // ---- what is asked of the whole pool

  private void reread(boolean bySignal) {
    if (life.isEnding()) {
      return;
    }
    turn.emit(new Effect.TellServiceManager(ServiceState.RELOADING));
    life.beginGeneration();
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.IDLE) {
        life.dismiss(
            slot,
            WorkerLife.Farewell.END_OF_FILE,
            ExitReason.REREAD,
            "Forcing reread of filter rules");
      }
    }
    roster.tell(new Notice.Reread(life.generation(), bySignal));
    turn.emit(new Effect.TellServiceManager(ServiceState.READY));
  }

  private void terminate() {
    if (!life.isEnding()) {
      turn.emit(new Effect.TellServiceManager(ServiceState.STOPPING));
      upkeep.stop();
      memory.stop();
      ticks.stop();
      termination.begin();
    }
  }

  private void endWhenOver() {
    if (!over && termination.isOver()) {
      over = true;
      feed.endAll();
      audience.wake();
      turn.emit(new Effect.Exit(0));
    }
  }

  // ---- for the driver

  /**
   * Returns the monotonic time at which {@link Event.DeadlineReached} is due, {@link
   * Long#MAX_VALUE} if nothing is waited for. One such event fires one timer.
   */
  public long nextDeadlineNanos() {
    return timers.nextDeadlineNanos();
  }

  /**
   * Copies the next messages that a listener is owed, whole ones only, as many as fit.
   *
   * @param into has room for at least 4,096 bytes when it is empty
   * @return the number of bytes copied; 0 when it is owed nothing more, and {@link
   *     Effect.WakeListener} will tell when that changes; −1 when not even the next message fits
   */
  public int takeForListener(long id, ByteBuffer into, Now now) {
    turn.continueAt(now);
    return feed.take(id, into, now.monotonicNanos());
  }

  /**
   * Returns whether a listener's next line may be handed over; until then it is not to be read.
   * That changes with {@link #takeForListener} alone. Of what is no listener it is true.
   */
  public boolean takesLines(long id) {
    return feed.takesLines(id);
  }

  /** Returns the state of the pool in a few words, for people. */
  public String statusText() {
    int listening = feed.listening();
    return workers.count(WorkerState.BUSY)
        + "/"
        + settings.now().maxWorkers()
        + " busy, queue "
        + queue.size()
        + ", "
        + listening
        + (listening == 1 ? " listener" : " listeners");
  }

  private Slot slot(int number) {
    return workers.slot(number);
  }

  // ---- for tests in this package

  Workers workers() {
    return workers;
  }

  /** Returns how many requests could be taken at this moment. */
  int serviceable() {
    return life.serviceable();
  }

  BlackBox blackBox() {
    return blackBox;
  }

  int queued() {
    return queue.size();
  }

  /** Returns the bytes counted for requests that wait or are with a worker. */
  long requestBytes() {
    return requestBytes.held();
  }
}

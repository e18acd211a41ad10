package dev.tidegate.pool;

import dev.tidegate.pool.commands.QueryAnswers;
import dev.tidegate.pool.commands.SettingsCommand;
import dev.tidegate.pool.commands.SlotCommands;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.dispatch.Dispatcher;
import dev.tidegate.pool.dispatch.RunningRequests;
import dev.tidegate.pool.dispatch.Termination;
import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.ListenerTimers;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.reports.PlainReports;
import dev.tidegate.pool.requests.Clients;
import dev.tidegate.pool.requests.RequestAccounting;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.requests.Ticks;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.pool.workers.IncidentRecorder;
import dev.tidegate.pool.workers.Loaders;
import dev.tidegate.pool.workers.Maintenance;
import dev.tidegate.pool.workers.MemoryGauge;
import dev.tidegate.pool.workers.Rereads;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.SlotTransitions;
import dev.tidegate.pool.workers.StartLimits;
import dev.tidegate.pool.workers.StderrTails;
import dev.tidegate.pool.workers.WarmParents;
import dev.tidegate.pool.workers.WorkerJournal;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.WorkerStart;
import dev.tidegate.pool.workers.WorkerStarts;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Command;
import dev.tidegate.protocol.control.Order;
import dev.tidegate.protocol.control.Query;
import dev.tidegate.protocol.control.WorkerRequest;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.StatusTag;
import dev.tidegate.protocol.notify.WorkerState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The pool of workers as a pure machine: events in, effects out.
 *
 * <p>Single-threaded. It does no I/O, reads no clock and uses no randomness except its seed: the
 * same settings and the same sequence of events and times give the same effects.
 *
 * <p>Entry point: dispatches each event to its handler. {@link Clients} and {@link Feed} have the
 * connections, {@link Dispatcher} brings requests to workers, {@link RunningRequests} follows them
 * to their end, {@link WorkerLifecycle} starts and ends workers, {@link SlotTransitions} changes
 * states and publishes the changes, {@link Maintenance} has the periodic tasks, {@link
 * QueryAnswers} answers queries, {@link Termination} is the shutdown.
 */
public final class Pool {
  private static final String OUT_OF_MEMORY = "Out of memory!";
  private static final String TOO_LONG = "error: Command too long\n";
  private static final String BAD_MAP_REQUEST = "PERM Invalid request format";
  private static final String MISSING_COMMA = "PERM Netstring missing terminating comma";

  private final EventContext context;
  private final Timers timers;
  private final Workers workers;
  private final StartLimits limits;
  private final Loaders loaders;
  private final WarmParents parents;
  private final WorkerStarts starts;
  private final Rereads rereads;
  private final RequestQueue queue;
  private final SlotTransitions slotTransitions;
  private final Feed feed;
  private final WorkerLifecycle lifecycle;
  private final RequestAccounting accounting;
  private final Clients clients;
  private final Ticks ticks;
  private final RunningRequests runningRequests;
  private final Dispatcher dispatcher;
  private final Maintenance maintenance;
  private final StderrTails stderr;
  private final MemoryGauge memory;
  private final QueryAnswers queryAnswers;
  private final SlotCommands slotCommands;
  private final ListenerTimers listenerTimers;
  private final SettingsCommand settingsCommand;
  private final Termination termination;

  /** Fires when time alone allows more starts, so that this is published. */
  private final Timer startsAllowed = new Timer(() -> {});

  private boolean over;

  /** Makes a pool in which every slot is stopped; nothing happens before {@link Event.Started}. */
  public Pool(PoolSettings atStart, Now now) {
    context = new EventContext(atStart, now);
    timers = context.timers();
    Counters counters = new Counters();
    queue = new RequestQueue(context);
    workers = new Workers(atStart.maxWorkers(), now.monotonicNanos());
    limits = new StartLimits(context, workers);
    slotTransitions = new SlotTransitions(context, workers, limits, queue, counters);
    feed = slotTransitions.feed();
    listenerTimers = new ListenerTimers(context, feed);
    History history = new History(atStart.maxWorkers());
    WorkerJournal journal = new WorkerJournal(context, workers, counters, history);
    IncidentRecorder incidents = new IncidentRecorder(context, journal);
    loaders = new Loaders(context);
    parents = new WarmParents(context, loaders, limits);
    starts = new WorkerStarts(context, slotTransitions, limits, parents, journal);
    lifecycle = new WorkerLifecycle(context, slotTransitions, starts, journal, incidents);
    rereads = new Rereads(context, slotTransitions, lifecycle, parents, loaders);
    maintenance = new Maintenance(context, slotTransitions, lifecycle, counters);
    stderr = new StderrTails(atStart.stderrBytes());
    memory = new MemoryGauge(context, workers, loaders);
    accounting = new RequestAccounting(context, counters);
    clients = new Clients(context, accounting);
    ticks = new Ticks(context, accounting);
    runningRequests = new RunningRequests(context, slotTransitions, lifecycle, journal, queue);
    dispatcher = new Dispatcher(context, workers, lifecycle, queue, accounting, runningRequests);
    termination =
        new Termination(context, workers, lifecycle, dispatcher, runningRequests, rereads);
    queryAnswers =
        new QueryAnswers(context, slotTransitions, lifecycle, maintenance, rereads, queue);
    slotCommands = new SlotCommands(context, slotTransitions, lifecycle, runningRequests);
    settingsCommand =
        new SettingsCommand(
            context, lifecycle, runningRequests, maintenance, ticks, listenerTimers);
  }

  /**
   * Handles one event and returns its effects in order. The list is the pool's own and is
   * overwritten by the next call.
   */
  public List<Effect> handle(Event event, Now now) {
    context.begin(now);
    decide(event);
    starts.settle();
    dispatcher.settle();
    settleRereads();
    maintenance.settle();
    settleServiceable();
    endWhenOver();
    listenerTimers.settle();
    return context.effects();
  }

  /**
   * Handles that a listener's connection can take more: copies its next messages, complete ones
   * only, as many as fit. Beside the events this is the only input of the pool; {@link
   * ListenerReady} is its recorded form. It causes no effects and leaves those of the last event as
   * they are, so a driver may call it while it runs them.
   *
   * @param into takes the messages; has room for at least 4,096 bytes when it is empty
   * @return the number of bytes copied; 0 when nothing is left to send, and {@link
   *     Effect.WakeListener} follows when that changes; −1 when the next message does not fit
   */
  public int handle(long listener, ByteBuffer into, Now now) {
    context.continueAt(now);
    return feed.take(listener, into, now.monotonicNanos());
  }

  /** Not while a request is on offer: its worker must not be told to end. */
  private void settleRereads() {
    if (!runningRequests.isOffering() && !limits.isSpawning()) {
      Optional<Slot> adopted = rereads.settle();
      if (adopted.isPresent()) {
        stderr.clear(adopted.get());
        maintenance.workerStarted();
        dispatcher.settle();
      }
    }
  }

  /** Nothing is published while a start is under way: its result comes before any other event. */
  private void settleServiceable() {
    if (!limits.isSpawning()) {
      slotTransitions.publishServiceable();
      long at = limits.startAllowedAtNanos();
      timers.expect(startsAllowed, at > context.nanos() ? at : Long.MAX_VALUE);
    }
  }

  private void decide(Event event) {
    switch (event) {
      // Cases are tried in order: the events of every request come first.
      case Event.Connected connected -> connected(connected.id(), connected.socket());
      case Event.LineArrived arrived -> lineArrived(arrived.id(), arrived.line());
      case Event.RequestTaken e -> runningRequests.taken(slot(e.slot()));
      case Event.WorkerAnswered e ->
          runningRequests.answered(slot(e.slot()), e.line(), e.moreFollowed());
      case Event.Started started -> begin();
      case Event.BadInput bad -> badInput(bad.id(), bad.fault());
      case Event.InputEnded ended -> inputEnded(ended.id());
      case Event.Disconnected gone -> disconnected(gone.id());
      case Event.AnswerStalled stalled -> clients.answerStalled(stalled.id());
      case Event.AnswerSent sent -> clients.answerSent(sent.id());
      case Event.WorkerSpawned e -> {
        stderr.clear(slot(e.slot()));
        WorkerStart start = lifecycle.spawned(e.slot(), e.pid());
        maintenance.workerStarted();
        dispatcher.started(start);
      }
      case Event.SpawnFailed e -> dispatcher.notStarted(starts.failed(e.slot(), e.reason()));
      case Event.ForkUnanswered e -> starts.unanswered(e.slot());
      case Event.WorkerReady e -> lifecycle.ready(slot(e.slot()), e.sign());
      case Event.LoaderStarted e -> loaders.started(e.loader(), e.pid());
      case Event.LoaderNotStarted e -> {
        loaders.notStarted(e.loader(), e.reason());
        rereads.loaderEnded();
      }
      case Event.LoaderReady e -> loaders.ready(e.loader(), e.sign());
      case Event.LoaderStderr e -> loaders.wrote(e.loader(), e.line());
      case Event.LoaderFaulted e -> loaderFaulted(e);
      case Event.LoaderEnded e -> {
        starts.loaderEnded(e.loader());
        loaders.ended(e.loader(), e.exit());
        rereads.loaderEnded();
      }
      case Event.LoaderMeasured e -> loaders.measured(e.loader(), e.residentKib());
      case Event.WorkerOutOfStep e ->
          runningRequests.outOfStep(slot(e.slot()), e.what()).ifPresent(dispatcher::handBack);
      case Event.WorkerOutputEnded e ->
          runningRequests.outputEnded(slot(e.slot())).ifPresent(dispatcher::handBack);
      case Event.RequestStalled e -> runningRequests.stalled(slot(e.slot()));
      case Event.RequestRefused e -> runningRequests.refused(slot(e.slot()));
      case Event.WorkerStatus e -> statusArrived(slot(e.slot()), e.line());
      case Event.WorkerStderr e -> stderrArrived(slot(e.slot()), e.line());
      case Event.WorkerExited e ->
          runningRequests
              .exited(slot(e.slot()), e.exit(), e.usage(), e.requestUnread(), e.lastAnswer())
              .ifPresent(dispatcher::handBack);
      case Event.Examined e -> lifecycle.inspected(slot(e.slot()), e.look(), e.facts());
      case Event.MemoryMeasured e -> e.workers().forEach(memory::measured);
      case Event.ConnectionReserve e -> dispatcher.limitToReserve(e.onlyReserveLeft());
      case Event.DeadlineReached e -> timers.fireNext(context.nanos());
      case Event.RereadSignalled e -> rereads.begin(true);
      case Event.TerminateSignalled e -> terminate();
    }
  }

  private void begin() {
    context.notifyServiceManager(ServiceState.READY);
    parents.begin();
    maintenance.begin();
    memory.begin();
    ticks.begin(Setting.PARALLEL_TICKS.most(), dispatcher::tick);
    listenerTimers.begin();
  }

  // ---- connections

  private void connected(long id, ClientSocket socket) {
    if (socket == ClientSocket.NOTIFY) {
      feed.connect(id);
    } else {
      clients.connected(id, socket);
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
    if (client.socket == ClientSocket.MAP) {
      mapRequest(client, line);
    } else {
      command(client, Command.parse(line));
    }
  }

  private void command(Clients.Client client, Command command) {
    if (client.socket == ClientSocket.UNPRIVILEGED && command.isPrivileged()) {
      clients.answer(client.id, Command.PRIVILEGED_ANSWER);
      return;
    }
    switch (command) {
      case WorkerRequest request -> dispatcher.submit(clients.request(client, request.line()));
      case Query query -> clients.answer(client.id, queryAnswers.answer(query, client.socket));
      case Order order -> order(client.id, order);
    }
  }

  private void order(long client, Order order) {
    switch (order) {
      case Order.Reread _ -> {
        clients.answer(client, PlainReports.REREAD);
        rereads.begin(false);
      }
      case Order.Drain drain -> clients.answer(client, slotCommands.drain(drain, client));
      case Order.Kill kill -> clients.answer(client, slotCommands.kill(kill, client));
      case Order.Set set -> clients.answer(client, settingsCommand.set(set, client));
    }
  }

  private void mapRequest(Clients.Client client, String request) {
    if (request.indexOf(' ') < 0 || request.indexOf('\0') >= 0) {
      clients.answer(client.id, BAD_MAP_REQUEST);
      return;
    }
    dispatcher.submit(clients.request(client, request));
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

  // ---- output of workers

  private void statusArrived(Slot slot, String line) {
    String tag = StatusTag.ofStatusLine(line);
    if (slot.state() == WorkerState.BUSY && !tag.isEmpty()) {
      slotTransitions.tagged(slot, tag);
    }
  }

  private void stderrArrived(Slot slot, String line) {
    if (!line.isEmpty()) {
      stderr.add(slot, line);
    }
    if (line.contains(OUT_OF_MEMORY)) {
      lifecycle.ranOutOfMemory(slot);
    }
    if (context.logsEvents() && !line.isEmpty()) {
      String queueId = slot.request().queueId();
      context.log(
          LogLevel.INFO,
          (queueId.isEmpty() ? "" : queueId + ": ")
              + "Worker "
              + slot.number()
              + " stderr: "
              + line);
    }
  }

  // ---- all workers

  private void loaderFaulted(Event.LoaderFaulted fault) {
    if (fault.unsupported() && parents.isParent(fault.loader())) {
      parents.unsupported(fault.what());
    }
    loaders.faulted(fault.loader(), fault.what());
  }

  private void terminate() {
    if (!lifecycle.isEnding()) {
      context.notifyServiceManager(ServiceState.STOPPING);
      maintenance.stop();
      memory.stop();
      ticks.stop();
      termination.begin();
    }
  }

  private void endWhenOver() {
    if (!over && termination.isOver()) {
      over = true;
      feed.endAll();
      listenerTimers.wake();
      context.exit(0);
    }
  }

  // ---- for the driver

  /**
   * Returns the monotonic time at which {@link Event.DeadlineReached} is due, {@link
   * Long#MAX_VALUE} if no timer is set. One such event fires one timer.
   */
  public long nextDeadlineNanos() {
    return timers.nextDeadlineNanos();
  }

  /**
   * Returns whether a listener's next line may be handed over; until then it is not to be read.
   * That changes only when the listener's connection takes output, see {@link #handle(long,
   * ByteBuffer, Now)}. It is true for an id that is not a listener's.
   */
  public boolean takesLines(long id) {
    return feed.takesLines(id);
  }

  /** Returns the state of the pool in a few words, for a service manager to show. */
  public String statusText() {
    int listening = feed.listening();
    return workers.count(WorkerState.BUSY)
        + "/"
        + context.settings().maxWorkers()
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

  PoolCounts counts() {
    return slotTransitions.counts();
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  IncidentRecorder incidentRecorder() {
    return lifecycle.incidentRecorder();
  }

  /** Returns the bytes counted for requests that wait or are with a worker. */
  long requestBytes() {
    return accounting.bytes();
  }
}

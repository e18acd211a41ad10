package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.simulation.Request.Fate;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Watches everything that goes into the pool and comes out of it, and knows what must be. */
final class InvariantChecker {
  private static final long TOLERANCE_NANOS = WorkerModel.TOLERANCE_NANOS;
  static final long OUTPUT_END_GRACE_NANOS = 100_000_000;

  static final String ONE_ANSWER = "every request gets exactly one answer";

  private static final Pattern RECORD =
      Pattern.compile("(Start|Kill)Worker worker=(\\d+) .*reason=\"(.*)\"");

  private final Scenario scenario;
  private final SettingsModel terms;
  private final int slots;
  private final VirtualClock virtualClock;
  private final EventHistory eventHistory;
  private final LoaderModel loaderModel;
  private final WorkerModel workerModel;
  private final Answers answers;
  private final ClientModel clientModel;
  private final Backlog backlog;
  private final CounterModel counterModel;
  private final IncidentModel incidentModel = new IncidentModel();

  /** Requests whose fate was sealed by the outside event that is being handled. */
  private final List<Request> sealed = new ArrayList<>();

  /** What workers held until the event that is being handled, by their slots. */
  private final Map<Integer, Request> heldUntilNow = new HashMap<>();

  private @Nullable Request arriving;
  private @Nullable ServiceState serviceState;
  private int choiceBefore = -1;
  private int expectedDeaths;
  private int expectedTimeouts;
  private int expectedRereads;
  private int toldRereads;
  private long scansOver;
  private long ticks;
  private boolean onlyReserveLeft;
  private boolean lastRereadFailed;
  private boolean wasSurelyBroken;
  private boolean parentWasReady;

  InvariantChecker(Scenario scenario, VirtualClock virtualClock) {
    this.scenario = scenario;
    this.virtualClock = virtualClock;
    terms = new SettingsModel(scenario.settings());
    slots = terms.limit();
    eventHistory = new EventHistory(slots, scenario.settings().maxWorkers());
    loaderModel = new LoaderModel(scenario.settings(), virtualClock);
    workerModel = new WorkerModel(terms, virtualClock, eventHistory, loaderModel);
    answers = new Answers(terms, eventHistory, workerModel);
    clientModel = new ClientModel(terms, virtualClock, workerModel);
    backlog = new Backlog(terms);
    counterModel = new CounterModel(eventHistory, workerModel, backlog);
  }

  EventHistory chronicle() {
    return eventHistory;
  }

  WorkerModel crew() {
    return workerModel;
  }

  IncidentModel dossier() {
    return incidentModel;
  }

  /** Returns how many requests wait, for a worker that is about to be there or in the queue. */
  int waiting() {
    return backlog.queue().size();
  }

  // ---- events

  /** The first event of all, of which no listener could be told. */
  void started() {
    for (int slot = 0; slot < slots; slot++) {
      if (workerModel.seat(slot).occupied) {
        eventHistory.beginWith(slot, WorkerState.IDLE);
      }
    }
  }

  void beforeOutside(Event event) {
    sealed.clear();
    choiceBefore = -1;
    switch (event) {
      case Event.Connected connected -> {
        if (connected.socket() != ClientSocket.NOTIFY) {
          clientModel.opened(connected.id(), connected.socket());
        }
      }
      case Event.LineArrived line -> {
        if (arriving != null) {
          choiceBefore = workerModel.choice(arriving.commandClass);
        }
      }
      case Event.Disconnected gone -> clientGone(gone.id());
      case Event.InputEnded ended -> clientModel.inputEnded(ended.id());
      case Event.AnswerSent sent -> clientModel.answerTaken(sent.id());
      case Event.TerminateSignalled terminate -> {
        workerModel.terminated();
        long by = workerModel.terminatedNanos() + World.seconds(21) + TOLERANCE_NANOS;
        virtualClock.at(by, () -> check(false, "the end comes within 21 s of SIGTERM"));
      }
      case Event.RereadSignalled reread -> reread();
      case Event.ConnectionReserve reserve -> onlyReserveLeft = reserve.onlyReserveLeft();
      default -> {}
    }
  }

  private void reread() {
    if (workerModel.terminating()) {
      return;
    }
    workerModel.holds().release();
    if (scenario.settings().rereadAtOnce() || workerModel.hasNothingToKeep()) {
      loaderModel.reload();
      lastRereadFailed = false;
      workerModel.generations().begin(false);
      expectedRereads++;
    } else {
      loaderModel.nextIsDue();
    }
  }

  private void loaderReady(long id) {
    if (loaderModel.isWaitedFor(id)) {
      workerModel.holds().release();
    }
    if (loaderModel.ready(id) && !workerModel.terminating()) {
      workerModel.generations().begin(true);
      lastRereadFailed = false;
      expectedRereads++;
    }
  }

  private void loaderEnded(long id) {
    workerModel.loaderEnded(id);
    boolean hadGivenUp = loaderModel.hasGivenUp();
    boolean rereadFails = loaderModel.ended(id);
    lastRereadFailed |= rereadFails;
    boolean isLost = loaderModel.hasGivenUp() && !hadGivenUp && lastRereadFailed;
    if (!workerModel.terminating() && ((rereadFails && !loaderModel.isParentReady()) || isLost)) {
      workerModel.holds().hold();
    }
  }

  void adopted(int slot, int pid) {
    workerModel.adopted(slot, pid);
  }

  private void clientGone(long id) {
    Conversation conversation = clientModel.gone(id);
    Request request = conversation == null ? null : conversation.request;
    if (request != null && !request.over) {
      request.clientGone = true;
      counterModel.gone(request);
      if (!request.handed) {
        backlog.forget(request);
      }
    }
  }

  void before(Event event) {
    counterModel.timeIs(virtualClock.nowNanos());
    eventHistory.beginEvent();
    expectedDeaths = 0;
    expectedTimeouts = 0;
    heldUntilNow.clear();
    wasSurelyBroken = workerModel.isSurelyBroken();
    parentWasReady = loaderModel.isParentReady();
    switch (event) {
      case Event.WorkerSpawned spawned -> workerModel.spawned(spawned.slot(), spawned.pid());
      case Event.SpawnFailed failed -> workerModel.spawnFailed(failed.slot());
      case Event.ForkUnanswered silent -> {
        loaderModel.mayBeKilled(workerModel.seat(silent.slot()).forkLoader);
        workerModel.forkUnanswered(silent.slot());
      }
      case Event.WorkerReady ready -> workerModel.ready(ready.slot());
      case Event.LoaderReady ready -> loaderReady(ready.loader());
      case Event.LoaderFaulted fault -> loaderModel.faulted(fault.loader(), fault.unsupported());
      case Event.LoaderNotStarted failed -> loaderEnded(failed.loader());
      case Event.LoaderEnded ended -> loaderEnded(ended.loader());
      case Event.WorkerAnswered answered -> workerAnswered(answered);
      case Event.Examined examined -> workerModel.examined(examined.slot(), examined.look());
      case Event.WorkerExited gone -> workerExited(gone);
      case Event.WorkerOutOfStep outOfStep -> seal(outOfStep.slot(), Fate.WORKER_OUT_OF_STEP);
      case Event.WorkerOutputEnded ended -> {
        workerModel.seat(ended.slot()).outputEnded = true;
        Request request = workerModel.seat(ended.slot()).request;
        if (request != null) {
          request.fate(Fate.WORKER_OUTPUT_ENDED, virtualClock.nowNanos());
        }
      }
      case Event.RequestTaken taken -> {
        Request request = workerModel.seat(taken.slot()).request;
        if (request != null) {
          request.stalledSinceNanos = Long.MAX_VALUE;
        }
      }
      case Event.RequestStalled stalled -> {
        Request request = workerModel.seat(stalled.slot()).request;
        if (request != null) {
          request.stalledSinceNanos = virtualClock.nowNanos();
        }
      }
      default -> {}
    }
  }

  private void workerAnswered(Event.WorkerAnswered event) {
    Seat seat = workerModel.seat(event.slot());
    if (seat.request == null) {
      return;
    }
    if (event.moreFollowed()) {
      seal(event.slot(), Fate.WORKER_OUT_OF_STEP);
    } else {
      Request request = seat.request;
      workerModel.answered(event.slot());
      sealed.add(request);
      over(seat);
    }
  }

  private void workerExited(Event.WorkerExited event) {
    Seat seat = workerModel.seat(event.slot());
    if (!seat.told()) {
      expectedDeaths++;
      incidentModel.happened(virtualClock.nowNanos(), seat, seat.request, "died");
      if (event.lastAnswer().isPresent() && seat.request != null) {
        workerModel.answered(event.slot());
      }
    }
    seal(event.slot(), Fate.WORKER_DIED);
    workerModel.exited(event.slot(), event.requestUnread());
  }

  private void seal(int slot, Fate fate) {
    Seat seat = workerModel.seat(slot);
    Request request = seat.request;
    if (request != null) {
      heldUntilNow.put(slot, request);
      request.fate(fate, virtualClock.nowNanos());
      sealed.add(request);
      over(seat);
    }
  }

  /** The worker has nothing more to do with the request that it held. */
  private void over(Seat seat) {
    Request request = seat.request;
    if (request != null) {
      seat.request = null;
      scansOver += request.commandClass == CommandClass.SCAN ? 1 : 0;
      backlog.over(request);
    }
  }

  void after(Event event) {
    toldRereads += eventHistory.countOfThisEvent('R');
    if (eventHistory.complete() && !workerModel.terminating()) {
      check(
          eventHistory.countOfThisEvent('U') == expectedDeaths,
          "U is told for every unexpected death and nothing else",
          event);
      check(
          eventHistory.countOfThisEvent('B') == expectedTimeouts,
          "B is told for every busy time-out and nothing else",
          event,
          expectedTimeouts);
    }
    switch (event) {
      case Event.RequestTaken taken -> checkTag(taken.slot());
      case Event.RequestStalled stalled -> checkTag(stalled.slot());
      default -> {}
    }
  }

  private void checkTag(int slot) {
    Request request = workerModel.seat(slot).request;
    if (request != null && !request.begun) {
      request.begun = true;
      String tag = "S " + slot + " " + Answers.tagOf(request.line);
      check(
          !eventHistory.complete() || eventHistory.toldInThisEvent(tag),
          "the command is told as the worker's tag",
          tag);
    }
  }

  // ---- effects

  void effect(Effect effect) {
    switch (effect) {
      case Effect.Spawn(int slot) -> {
        workerModel.spawning(slot);
        check(
            arriving == null || workerModel.available() == 0,
            "no worker is started while one is idle",
            slot,
            arriving);
      }
      case Effect.Fork(int slot, long loader) -> {
        loaderModel.forking(loader);
        workerModel.forking(slot, loader, parentWasReady);
      }
      case Effect.AwaitReady(int slot) -> workerModel.awaited(slot);
      case Effect.StartLoader(long id, LoaderKind kind) ->
          loaderModel.starting(id, kind, workerModel.terminating());
      case Effect.StopLoader(long id, LoaderStop how) -> loaderModel.stopping(id, how);
      case Effect.Adopt(long id, int slot) -> loaderModel.adopting(id);
      case Effect.Statistic(String text) -> recorded(text);
      case Effect.CloseStdin(int slot) -> workerModel.stdinClosed(slot);
      case Effect.Signal(int slot, WorkerSignal signal) -> signalled(slot, signal);
      case Effect.Examine(int slot, long look, InspectionDepth depth) -> {
        switch (depth) {
          case USAGE -> {}
          case WHOLE -> slow(slot);
          case BEFORE_SIGNAL -> condemned(slot, look);
        }
      }
      case Effect.Answer(long id, String text) -> answered(id, text);
      case Effect.Drop(long id) -> clientModel.dropped(id);
      case Effect.TellServiceManager(ServiceState state) -> toldServiceManager(state);
      case Effect.StopAccepting() ->
          check(workerModel.terminating(), "only SIGTERM ends the accepting of connections");
      case Effect.Exit exit -> {
        check(workerModel.terminating(), "only SIGTERM ends the pool");
        check(serviceState == ServiceState.STOPPING, "the service manager knows of the end");
        check(
            (workerModel.isEmpty() && loaderModel.isEmpty() && !workerModel.hasForks())
                || virtualClock.nowNanos() - workerModel.terminatedNanos() >= World.seconds(21),
            "the end waits for the workers, for 21 s at most");
        clientModel.checkAllAnswered();
      }
      default -> {}
    }
  }

  private void recorded(String text) {
    Matcher matcher = RECORD.matcher(text);
    if (matcher.matches()) {
      int slot = Integer.parseInt(matcher.group(2));
      if (matcher.group(1).equals("Start")) {
        workerModel.started(slot, matcher.group(3));
      } else if (!workerModel.terminating()) {
        workerModel.killing(slot, matcher.group(3), wasSurelyBroken);
      }
    }
  }

  private void toldServiceManager(ServiceState state) {
    boolean follows =
        switch (state) {
          case READY -> serviceState == null || serviceState == ServiceState.RELOADING;
          case RELOADING -> serviceState == ServiceState.READY;
          case STOPPING ->
              serviceState == ServiceState.READY || serviceState == ServiceState.RELOADING;
        };
    check(follows, "the service manager is told of one thing after the other", state);
    serviceState = state;
  }

  /** A request has taken half or nine tenths of its time. */
  private void slow(int slot) {
    Seat seat = workerModel.seat(slot);
    Request request = seat.request;
    check(request != null, "only a worker at work is looked at for being slow", slot);
    long held = request == null ? 0 : virtualClock.nowNanos() - request.handedNanos;
    long timeout = request == null ? 0 : World.seconds(request.busyTimeoutSeconds);
    boolean late = held >= timeout / 10 * 9;
    check(held >= timeout / 2, "slow is slow", slot, held);
    String occasion = late ? "nine_tenths_of_busy_timeout" : "half_of_busy_timeout";
    incidentModel.happened(virtualClock.nowNanos(), seat, request, occasion);
  }

  /** A worker is to be killed, and is looked at before. */
  private void condemned(int slot, long look) {
    Seat seat = workerModel.seat(slot);
    Request request = seat.request;
    boolean toldBefore = seat.told();
    incidentModel.happened(
        virtualClock.nowNanos(),
        seat,
        request == null ? heldUntilNow.get(slot) : request,
        toldBefore
            ? "not_ending"
            : "busy_timeout operator out_of_step not_reading" + (seat.loading ? " not_ready" : ""));
    if (request != null) {
      if (virtualClock.nowNanos() >= request.deadlineNanos
          && (request.fate == Fate.NONE
              || (request.fate == Fate.WORKER_OUTPUT_ENDED
                  && request.deadlineNanos <= request.fateNanos + OUTPUT_END_GRACE_NANOS))) {
        expectedTimeouts++;
      }
      sealed.add(request);
      over(seat);
    }
    workerModel.condemned(slot, look);
  }

  private void signalled(int slot, WorkerSignal signal) {
    Seat seat = workerModel.seat(slot);
    Request request = seat.request;
    if (request != null && signal == WorkerSignal.TERMINATE) {
      check(workerModel.terminating(), "a worker at work is looked at before it is killed", slot);
      sealed.add(request);
      over(seat);
    }
    workerModel.signalled(slot, signal);
  }

  /** A client is about to say something that must have one answer. */
  void expectAnswer(long id, ClientSocket socket, String line, Job job) {
    Conversation conversation = clientModel.spoke(id, line);
    if (conversation == null) {
      return;
    }
    if (socket == ClientSocket.COMMAND) {
      steer(line);
    }
    Optional<String> forWorker = Answers.forWorker(socket, line);
    if (forWorker.isPresent()) {
      Request request =
          new Request(
              id, socket == ClientSocket.MAP, forWorker.get(), job, virtualClock.nowNanos());
      request.beyondReserve = onlyReserveLeft && socket == ClientSocket.COMMAND;
      request.limited = !request.domain.isEmpty() && terms.now().recipokPerDomain() > 0;
      conversation.request = request;
      arriving = request;
      counterModel.arrived(request);
      backlog.arrived(request);
      awaitAnswer(request);
    }
  }

  private void steer(String line) {
    if (line.equals("reread")) {
      reread();
    } else if (line.equals("set") || line.startsWith("set ")) {
      set(line);
    } else if ((line.startsWith("drain ") || line.startsWith("resume "))
        && line.matches("(drain|resume) \\d{1,9}")) {
      int slot = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
      if (slot < eventHistory.made()) {
        counterModel.timeIs(virtualClock.nowNanos());
        workerModel.drain(slot, line.startsWith("drain"));
      }
    } else if (line.startsWith("kill ") && line.matches("kill \\d:\\d{1,9}")) {
      kill(
          line.charAt("kill ".length()) - '0',
          Integer.parseInt(line.substring("kill N:".length())));
    }
  }

  private void set(String line) {
    if (workerModel.terminating() && !SettingsModel.isQuestion(line)) {
      answers.expectSetting("error: The multiplexor is ending\n");
      return;
    }
    int maxBefore = terms.now().maxWorkers();
    answers.expectSetting(terms.set(line, virtualClock.nowNanos()));
    for (int slot = 0; slot < slots; slot++) {
      Request held = workerModel.seat(slot).request;
      if (held != null) {
        held.allow(terms.now(), virtualClock.nowNanos());
      }
    }
    if (terms.now().maxWorkers() != maxBefore) {
      counterModel.timeIs(virtualClock.nowNanos());
      workerModel.limit(terms.now().maxWorkers());
    }
  }

  /** The worker must go, if it is still that process, and its client must be told at once. */
  private void kill(int slot, int pid) {
    if (slot < slots && !workerModel.terminating()) {
      Seat seat = workerModel.seat(slot);
      if (seat.occupied && seat.pid == pid && !seat.told()) {
        seat.killedByHand = true;
        if (seat.request != null) {
          seat.request.fate = Fate.WORKER_KILLED;
          seat.request.fateNanos = virtualClock.nowNanos();
        }
      }
    }
  }

  private void awaitAnswer(Request request) {
    long limit =
        World.seconds(
            (long) Scenarios.MOST_QUEUE_SECONDS
                + Scenarios.MOST_BUSY_SECONDS
                + Scenarios.MOST_CLIENT_SECONDS);
    virtualClock.after(
        limit + 2 * TOLERANCE_NANOS,
        () -> check(request.over || request.clientGone, ONE_ANSWER, "in time", request));
  }

  private void answered(long id, String text) {
    Conversation conversation = clientModel.answered(id, text);
    Request request = conversation.request;
    if (request == null) {
      if (conversation.question.equals("stats")) {
        counterModel.compare(text, conversation.socket, backlog.queued());
      } else if (conversation.question.startsWith("incidents")
          && conversation.socket == ClientSocket.COMMAND) {
        incidentModel.compare(conversation.question, text, virtualClock.nowNanos());
      } else {
        answers.checkReport(conversation, text, backlog.queued(), scansOver);
      }
    } else {
      check(!request.over, ONE_ANSWER, request, text);
      answers.checkAnswer(request, text, backlog, virtualClock.nowNanos());
      request.over = true;
      counterModel.told(request, text);
      backlog.forget(request);
    }
  }

  void stalled(long id, ClientSocket socket) {
    clientModel.stalled(id, socket);
  }

  /** Finds the request that the pool sends; it must be a whole one that no worker has seen. */
  Request requestToSend(int slot, String line) {
    if (backlog.isTick(line)) {
      backlog.checkTick(line, virtualClock.nowNanos());
      ticks++;
      Job job = Scenarios.tickJob(scenario, ticks, virtualClock.nowNanos());
      return new Request(-ticks, false, line, job, virtualClock.nowNanos());
    }
    Request request = backlog.find(line);
    check(workerModel.seat(slot).occupied, "nothing is sent to a stopped slot", slot, line);
    check(!request.beyondReserve, "no request is served beyond the reserve", request);
    check(
        request != arriving || choiceBefore < 0 || choiceBefore == slot,
        "the right one of the idle workers is chosen",
        slot,
        "but",
        choiceBefore,
        request);
    if (request == arriving) {
      choiceBefore = -1;
    }
    return request;
  }

  void sendingEndsWith(Request request, int slot, Event result) {
    boolean handed = result instanceof Event.RequestTaken || result instanceof Event.RequestStalled;
    boolean refused = result instanceof Event.RequestRefused;
    if (!handed && !refused) {
      return;
    }
    backlog.left(request);
    request.handed = true;
    request.slot = slot;
    request.handedNanos = virtualClock.nowNanos();
    request.allow(terms.now(), virtualClock.nowNanos());
    if (refused) {
      request.fate(Fate.REFUSED, virtualClock.nowNanos());
      sealed.add(request);
      return;
    }
    workerModel.handed(slot, request);
    counterModel.handed(request);
    backlog.begun(request);
  }

  // ---- between events

  void settled(Event event, int queuedNow, int awaitingNow) {
    if (event instanceof Event.Started) {
      started();
    }
    eventHistory.settled();
    workerModel.settled();
    workerModel.checkReplacedInTurn();
    check(
        !eventHistory.complete() || toldRereads == expectedRereads,
        "R is told for every reread",
        toldRereads,
        expectedRereads);
    for (Request each : sealed) {
      check(each.over || each.clientGone || each.tick(), ONE_ANSWER, "at once", each);
    }
    Request arrived = arriving;
    arriving = null;
    if (arrived != null && !arrived.handed && !arrived.over && !arrived.clientGone) {
      backlog.enqueue(arrived, queuedNow, awaitingNow);
    }
    backlog.settled(queuedNow);
    clientModel.settled(event);
    checkNobodyIsHeldTooLong();
    checkNobodyWaitsInVain();
  }

  private void checkNobodyIsHeldTooLong() {
    for (int slot = 0; slot < slots; slot++) {
      Request held = workerModel.seat(slot).request;
      check(
          held == null || virtualClock.nowNanos() <= held.deadlineNanos + TOLERANCE_NANOS,
          "no request is held longer than the timeout of its class",
          held);
    }
  }

  private void checkNobodyWaitsInVain() {
    Collection<Request> queue = backlog.queue();
    if (queue.isEmpty()) {
      return;
    }
    String name = "nobody waits while a worker can be had";
    check(!workerModel.terminating(), name, queue);
    check(workerModel.available() == 0, name, queue);
    check(
        backlog.queued() == 0 || workerModel.startable() == 0 || workerModel.startMayHaveToWait(),
        name,
        queue);
  }

  // ---- the end

  long longestAnswerNanos() {
    long once =
        (long) Scenarios.MOST_CLIENT_SECONDS * 2
            + Scenarios.MOST_QUEUE_SECONDS
            + Scenarios.MOST_BUSY_SECONDS;
    return World.seconds(5 * once + 60);
  }

  long longestRecoveryNanos() {
    PoolSettings now = terms.now();
    long starts =
        (long) now.minWorkers()
            * Math.max(now.startIntervalSeconds(), now.minStartIntervalSeconds());
    return World.seconds(120 + starts + 2L * now.idleTimeoutSeconds());
  }

  void checkAllAnswered() {
    clientModel.checkAllAnswered();
  }

  void checkRecovered() {
    check(
        workerModel.running() >= Math.min(terms.now().minWorkers(), workerModel.usable())
            || workerModel.holds().perhapsHolds()
            || loaderModel.hasFailed()
            || terms.now().tickIntervalSeconds() > 0,
        "the minimum is reached again",
        workerModel.running());
    if (terms.now().tickIntervalSeconds() == 0 && !terms.now().autoscale()) {
      check(
          workerModel.holds().perhapsHolds()
              || loaderModel.hasFailed()
              || workerModel.running() <= terms.now().minWorkers(),
          "surplus workers go",
          workerModel.running());
    }
  }

  String answerTo(Request request) {
    if (request.tick()) {
      return "tock" + request.line.substring("tick".length());
    }
    return (request.map ? "OK%20value%20" : "ok 1 ")
        + "A"
        + request.client
        + "."
        + request.line.hashCode();
  }
}

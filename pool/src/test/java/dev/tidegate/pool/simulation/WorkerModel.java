package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.function.Function;

/** The workers as the referee follows them: what each was told and given, and what that allows. */
final class WorkerModel {
  /** How late a timer may be noticed. */
  static final long TOLERANCE_NANOS = 5_000_000;

  private static final long ESCALATION_NANOS = World.seconds(10);
  private static final long LOOK_NANOS = 200_000_000;

  /** Added to the rank of a worker of an older generation. */
  private static final int OLDER = 10;

  private final SettingsModel terms;
  private final VirtualClock virtualClock;
  private final EventHistory eventHistory;
  private final Seat[] seats;
  private long order;
  private long lowestOrder = Integer.MIN_VALUE;
  private long activations;
  private long lastSpawnNanos = Long.MIN_VALUE / 2;
  private long lastSpawnFailedNanos = Long.MIN_VALUE / 2;
  private long terminatedNanos = Long.MAX_VALUE;
  private long outstandingForks;
  private final LoaderModel loaderModel;
  private final HoldModel holdModel;
  private final GenerationModel generations;

  WorkerModel(
      SettingsModel terms,
      VirtualClock virtualClock,
      EventHistory eventHistory,
      LoaderModel loaderModel) {
    this.loaderModel = loaderModel;
    this.holdModel = new HoldModel(virtualClock);
    this.terms = terms;
    this.virtualClock = virtualClock;
    this.eventHistory = eventHistory;
    seats = new Seat[terms.limit()];
    for (int slot = 0; slot < seats.length; slot++) {
      seats[slot] = new Seat(slot);
    }
    generations = new GenerationModel(seats, eventHistory);
  }

  /** Returns the backoff after failed starts, as the referee follows it. */
  HoldModel holds() {
    return holdModel;
  }

  /** Returns the generations of workers, and how they replace each other. */
  GenerationModel generations() {
    return generations;
  }

  Seat seat(int slot) {
    return seats[slot];
  }

  /** Returns how many workers hold a request of that kind. */
  long working(String kind, Function<Request, String> kindOf) {
    long working = 0;
    for (Seat each : seats) {
      Request held = each.request;
      working += held != null && kindOf.apply(held).equals(kind) ? 1 : 0;
    }
    return working;
  }

  /** An operator drains a slot, or uses it again. */
  void drain(int slot, boolean now) {
    if (eventHistory.drained(slot) != now) {
      Seat seat = seats[slot];
      if (!now) {
        seat.idleOrder = ++order;
        seat.stoppedOrder = seat.occupied ? seat.stoppedOrder : ++order;
      }
      eventHistory.drain(slot, now);
    }
  }

  /** An operator changes the maximum; slots that come back are the last to be started in. */
  void limit(int to) {
    for (Seat each : seats) {
      if (eventHistory.retired(each.slot) && each.slot < to) {
        each.stoppedOrder = --lowestOrder;
      }
    }
    eventHistory.limit(to);
  }

  /** Returns how many slots are neither drained nor retired. */
  int usable() {
    int usable = 0;
    for (Seat each : seats) {
      usable += eventHistory.used(each.slot) ? 1 : 0;
    }
    return usable;
  }

  long activations() {
    return activations;
  }

  boolean terminating() {
    return terminatedNanos != Long.MAX_VALUE;
  }

  long terminatedNanos() {
    return terminatedNanos;
  }

  void terminated() {
    terminatedNanos = Math.min(terminatedNanos, virtualClock.nowNanos());
  }

  /** Returns whether there is nobody whom a reread that fails could cost anything. */
  boolean hasNothingToKeep() {
    for (Seat each : seats) {
      if (each.occupied && !each.told()) {
        return false;
      }
    }
    return !loaderModel.hasParent();
  }

  /** Returns whether the program is surely known not to load. */
  boolean isSurelyBroken() {
    return holdModel.surelyHolds() || loaderModel.hasFailed();
  }

  private boolean isPerhapsBroken() {
    return holdModel.perhapsHolds() || loaderModel.hasFailed();
  }

  // ---- starting and going

  /** A worker is told to go; checks that so many may be replaced, and that it need not be kept. */
  void killing(int slot, String reason, boolean wasSurelyBroken) {
    if (reason.startsWith("Forcing reread") || reason.startsWith("New generation")) {
      generations.killing(seats[slot], running());
    } else if (!reason.startsWith("Beyond the maximum")) {
      boolean byChoice =
          reason.startsWith("Idle timeout")
              || reason.startsWith("Worker has processed")
              || reason.startsWith("Worker has exceeded")
              || reason.startsWith("Autoscale");
      check(
          !byChoice || !wasSurelyBroken || !isSurelyBroken(),
          "no worker goes that has no successor",
          slot,
          reason);
    }
  }

  /** A worker was started for a reason in the words of the log. */
  void started(int slot, String reason) {
    Seat seat = seats[slot];
    seat.trial = reason.startsWith("Trying");
    // A trial that waited for a warm parent is forked although that one's load has ended the doubt.
    check(
        !seat.trial || holdModel.perhapsHolds() || loaderModel.isParentReady(),
        "a trial shows whether workers start again",
        slot);
    check(
        seat.trial || !holdModel.surelyHolds() || !holdModel.isSinceHold(seat.attempt),
        "while starts are held back there are trials alone",
        slot,
        reason);
    if (!seat.trial) {
      generations.started();
    }
  }

  /** A worker is given no request before it is ready. */
  void awaited(int slot) {
    Seat seat = seats[slot];
    check(seat.occupied && !seat.told(), "a worker is awaited that is there", slot);
    seat.loading = true;
    int pid = seat.pid;
    virtualClock.after(
        World.seconds(terms.now().startTimeoutSeconds()) + TOLERANCE_NANOS,
        () ->
            check(
                !seat.occupied || seat.pid != pid || !seat.loading || seat.told(),
                "a worker that is awaited has no longer than the start timeout",
                slot));
  }

  void ready(int slot) {
    Seat seat = seats[slot];
    if (seat.occupied && !seat.told() && seat.loading) {
      seat.loading = false;
      seat.trial = false;
      seat.idleOrder = ++order;
      hasStarted(seat);
    }
  }

  private void hasStarted(Seat seat) {
    seat.hasStarted = true;
    holdModel.succeeded(seat.attempt);
  }

  // ---- forks

  void forking(int slot, long loader, boolean parentWasReady) {
    Seat seat = seats[slot];
    check(!seat.forking, "one fork is ordered for a slot", slot);
    // Otherwise the slot may have been reserved before others were stopped.
    boolean atOnce =
        parentWasReady
            && loaderModel.isUntroubled()
            && !seat.ordered
            && terms.most(Long.MIN_VALUE, PoolSettings::minStartIntervalSeconds) == 0;
    if (atOnce) {
      startable(slot, true);
    } else {
      check(!seat.occupied, "no worker is started in an occupied slot", slot);
    }
    check(
        terms.now().minStartIntervalSeconds() == 0 || outstandingForks == 0,
        "with -W one worker is forked at a time",
        slot);
    seat.forkAttempt = holdModel.attempted();
    seat.forking = true;
    seat.ordered = true;
    seat.forkGeneration = generations.current();
    seat.forkLoader = loader;
    outstandingForks++;
  }

  private void forkOver(Seat seat) {
    if (seat.forking) {
      seat.forking = false;
      outstandingForks--;
    }
  }

  void forkUnanswered(int slot) {
    forkOver(seats[slot]);
  }

  /** A warm parent is gone, with what it was ordered. */
  void loaderEnded(long loader) {
    for (Seat each : seats) {
      if (each.forkLoader == loader) {
        forkOver(each);
      }
    }
  }

  private int forks() {
    int forks = 0;
    for (Seat each : seats) {
      forks += each.forking && eventHistory.used(each.slot) ? 1 : 0;
    }
    return forks;
  }

  boolean hasForks() {
    return outstandingForks > 0;
  }

  void spawning(int slot) {
    check(!loaderModel.forksWorkers(), "workers are forked if they can be", slot);
    // With -E the slot may have been reserved for a fork before others were stopped.
    startable(slot, !terms.now().embedPerl());
    holdModel.attempted();
  }

  private void startable(int slot, boolean latestFirst) {
    Seat seat = seats[slot];
    long now = virtualClock.nowNanos();
    check(!seat.occupied, "no worker is started in an occupied slot", slot);
    check(!terminating(), "nothing is started after SIGTERM", slot);
    check(
        eventHistory.used(slot),
        "no worker is started in a drained slot or beyond the maximum",
        slot);
    check(
        terms.now().minStartIntervalSeconds() == 0
            || now - lastSpawnNanos >= World.seconds(terms.now().minStartIntervalSeconds()),
        "no worker is started sooner than -W after the last",
        slot,
        now - lastSpawnNanos);
    checkHold(slot);
    Seat latest = seat;
    for (Seat each : seats) {
      if (!each.occupied
          && !each.forking
          && eventHistory.used(each.slot)
          && each.stoppedOrder > latest.stoppedOrder) {
        latest = each;
      }
    }
    check(
        !latestFirst || latest == seat,
        "the most recently stopped slot is started",
        slot,
        latest.slot);
  }

  private void checkHold(int slot) {
    if (!holdModel.surelyHolds()) {
      return;
    }
    holdModel.checkOver(slot);
    for (Seat each : seats) {
      boolean tried = each.occupied && !each.told() && !each.hasStarted;
      check(
          !(tried && holdModel.isSinceHold(each.attempt))
              && !(each.forking && holdModel.isSinceHold(each.forkAttempt)),
          "one worker at once shows whether workers start again",
          slot,
          each.slot);
    }
  }

  void spawned(int slot, int pid) {
    Seat seat = seats[slot];
    seat.attempt = seat.forking ? seat.forkAttempt : holdModel.attempts();
    seat.generation = seat.forking ? seat.forkGeneration : generations.current();
    forkOver(seat);
    seat.ordered = false;
    seat.occupied = true;
    seat.pid = pid;
    seat.pastRequests = 0;
    seat.hasStarted = false;
    seat.loading = false;
    seat.trial = false;
    seat.replaced = false;
    seat.kept = false;
    seat.endOfFile = false;
    seat.term = false;
    seat.kill = false;
    seat.killedByHand = false;
    seat.condemned = false;
    seat.lookedAt = false;
    seat.outputEnded = false;
    seat.spawnedNanos = virtualClock.nowNanos();
    seat.activation = ++activations;
    seat.idleOrder = ++order;
    seat.lastClass = CommandClass.OTHER;
    lastSpawnNanos = virtualClock.nowNanos();
  }

  void spawnFailed(int slot) {
    Seat seat = seats[slot];
    lastSpawnFailedNanos = virtualClock.nowNanos();
    boolean forked = seat.forking;
    forkOver(seat);
    seat.ordered = false;
    holdModel.failed(true, forked ? seat.forkAttempt : holdModel.attempts());
    if (forked) {
      seat.stoppedOrder = ++order;
    }
  }

  /** A worker that has loaded the next generation takes a slot. */
  void adopted(int slot, int pid) {
    startable(slot, true);
    holdModel.attempted();
    spawned(slot, pid);
    hasStarted(seats[slot]);
  }

  void exited(int slot, boolean requestUnread) {
    Seat seat = seats[slot];
    seat.occupied = false;
    seat.stoppedOrder = ++order;
    generations.exited(seat);
    seat.loading = false;
    if (seat.pastRequests > 0 && !requestUnread) {
      hasStarted(seat);
    }
    if (!seat.hasStarted && !terminating()) {
      holdModel.failed(!seat.endOfFile && !seat.killedByHand, seat.attempt);
    }
  }

  void answered(int slot) {
    Seat seat = seats[slot];
    seat.idleOrder = ++order;
    hasStarted(seat);
  }

  void handed(int slot, Request request) {
    Seat seat = seats[slot];
    check(!seat.told(), "no request goes to a worker that was told to go", slot, request);
    check(eventHistory.used(slot), "no request goes to a drained slot or beyond the maximum", slot);
    check(seat.request == null, "a worker has one request at once", slot, request, seat.request);
    seat.request = request;
    seat.pastRequests++;
    seat.kept |= isPerhapsBroken();
    check(
        seat.kept
            || seat.pastRequests <= 3L * terms.most(seat.spawnedNanos, PoolSettings::maxRequests),
        "no worker runs more than 3 times -r requests",
        slot,
        seat.pastRequests);
    if (request.commandClass != CommandClass.OTHER) {
      seat.lastClass = request.commandClass;
    }
  }

  void stdinClosed(int slot) {
    Seat seat = seats[slot];
    check(seat.occupied, "nothing is sent to a stopped slot", slot);
    check(!seat.told(), "a worker is told to go once", slot);
    check(seat.request == null, "a busy worker is not told by end of file", slot);
    seat.endOfFile = true;
    seat.toldNanos = virtualClock.nowNanos();
    awaitNextRung(seat);
  }

  /** The first signal of a killing is due as soon as the process was looked at. */
  void condemned(int slot, long look) {
    Seat seat = seats[slot];
    check(seat.occupied, "nothing is sent to a stopped slot", slot);
    check(!seat.condemned && !seat.term && !seat.kill, "a worker is condemned once", slot);
    if (seat.endOfFile) {
      long since = virtualClock.nowNanos() - seat.toldNanos;
      check(since >= ESCALATION_NANOS, "a worker has 10 s to end by itself", slot, since);
    }
    seat.condemned = true;
    seat.condemnedNanos = virtualClock.nowNanos();
    seat.look = look;
    seat.lookedAt = false;
    seat.request = null;
    int pid = seat.pid;
    virtualClock.after(
        LOOK_NANOS + TOLERANCE_NANOS,
        () ->
            check(
                seat.term || !seat.occupied || seat.pid != pid,
                "a signal waits 200 ms for the look at most",
                slot));
  }

  /** A look has its result, of whomever. */
  void examined(int slot, long look) {
    seats[slot].lookedAt |= seats[slot].condemned && seats[slot].look == look;
  }

  void signalled(int slot, WorkerSignal signal) {
    Seat seat = seats[slot];
    check(seat.occupied, "nothing is sent to a stopped slot", slot, signal);
    if (signal == WorkerSignal.CONTINUE) {
      seat.continued = true;
      return;
    }
    check(seat.continued, "SIGCONT goes before every signal", slot, signal);
    seat.continued = false;
    long since = virtualClock.nowNanos() - seat.toldNanos;
    if (signal == WorkerSignal.TERMINATE) {
      check(!seat.term || terminating(), "SIGTERM is sent once", slot);
      check(
          terminating()
              || (seat.condemned
                  && (seat.lookedAt
                      || virtualClock.nowNanos() - seat.condemnedNanos >= LOOK_NANOS)),
          "a worker is looked at before it is killed",
          slot);
      check(
          !seat.endOfFile || terminating() || since >= ESCALATION_NANOS,
          "SIGTERM comes 10 s after end of file",
          slot,
          since);
      seat.term = true;
    } else {
      check(!seat.kill || terminating(), "SIGKILL is sent once", slot);
      check(seat.term, "SIGKILL comes after SIGTERM", slot);
      check(terminating() || since >= ESCALATION_NANOS, "SIGKILL comes 10 s after SIGTERM", slot);
      seat.kill = true;
    }
    seat.toldNanos = virtualClock.nowNanos();
    seat.request = null;
    awaitNextRung(seat);
  }

  private void awaitNextRung(Seat seat) {
    int pid = seat.pid;
    boolean term = seat.term;
    boolean kill = seat.kill;
    if (!kill) {
      virtualClock.after(
          ESCALATION_NANOS + LOOK_NANOS + 2 * TOLERANCE_NANOS,
          () ->
              check(
                  terminating()
                      || !seat.occupied
                      || seat.pid != pid
                      || seat.term != term
                      || seat.kill,
                  "the next signal comes within 10 s",
                  seat.slot,
                  pid));
    }
  }

  /** Returns whether an idle worker cannot be used, as its stdout has ended. */
  boolean isAnyoneWithdrawn() {
    return available() < eventHistory.usable(WorkerState.IDLE);
  }

  /** Returns how many slots are stopped in which no start is known to be under way. */
  int startable() {
    return eventHistory.usable(WorkerState.STOPPED) - forks();
  }

  /** Returns whether a stopped slot may have to wait for its next start. */
  boolean startMayHaveToWait() {
    long now = virtualClock.nowNanos();
    if (loaderModel.forksWorkers() && !loaderModel.isParentReady()) {
      return true;
    }
    if (terms.now().minStartIntervalSeconds() > 0 && outstandingForks > 0) {
      return true;
    }
    if (terms.now().minStartIntervalSeconds() > 0
        && now - lastSpawnNanos
            < World.seconds(terms.now().minStartIntervalSeconds()) + TOLERANCE_NANOS) {
      return true;
    }
    return now - lastSpawnFailedNanos <= TOLERANCE_NANOS || heldBack();
  }

  private boolean heldBack() {
    if (!holdModel.perhapsHolds()) {
      return false;
    }
    if (holdModel.failedLately()) {
      return true;
    }
    for (Seat each : seats) {
      if (each.forking || (each.occupied && !each.hasStarted)) {
        return true;
      }
    }
    return false;
  }

  int running() {
    int running = 0;
    for (Seat each : seats) {
      running += each.occupied && !each.told() && eventHistory.used(each.slot) ? 1 : 0;
    }
    return running;
  }

  /** Returns how many processes there are, those that were told to go included. */
  int processes() {
    int processes = 0;
    for (Seat each : seats) {
      processes += each.occupied ? 1 : 0;
    }
    return processes;
  }

  boolean isEmpty() {
    return processes() == 0;
  }

  /** Checks the number of requests that could be taken now against what is known of starts. */
  void checkServiceable(int serviceable) {
    int stopped = startable();
    int loading = loading();
    int one = Math.min(1, stopped);
    boolean withinMinStartInterval =
        virtualClock.nowNanos() - lastSpawnNanos
            < World.seconds(terms.now().minStartIntervalSeconds());
    boolean slow = terms.now().minStartIntervalSeconds() > 0;
    boolean noneNow =
        terminating()
            || withinMinStartInterval
            || holdModel.surelyHolds()
            || (slow && outstandingForks > 0)
            || (loaderModel.forksWorkers() && !loaderModel.isParentReady());
    int most = noneNow ? 0 : slow ? one : stopped;
    int least = terminating() || startMayHaveToWait() ? 0 : slow ? one : stopped;
    check(
        serviceable <= eventHistory.usable(WorkerState.IDLE) - loading + most
            && serviceable >= available() + least,
        "serviceable counts what can take a request now",
        serviceable,
        "idle",
        available(),
        "loading",
        loading,
        "stopped",
        stopped);
  }

  private int loading() {
    int loading = 0;
    for (Seat each : seats) {
      loading +=
          each.occupied && each.loading && !each.told() && eventHistory.used(each.slot) ? 1 : 0;
    }
    return loading;
  }

  /** Checks that the states that listeners are told are those of the processes. */
  void settled() {
    for (Seat each : seats) {
      WorkerState expected = WorkerState.STOPPED;
      if (each.occupied) {
        expected =
            each.told()
                ? WorkerState.KILLED
                : each.request != null ? WorkerState.BUSY : WorkerState.IDLE;
      }
      WorkerState is = eventHistory.state(each.slot);
      check(
          !each.occupied || !each.killedByHand || each.told(),
          "a worker that an operator kills is told to go",
          each.slot);
      check(is == expected, "states are those of the processes", each.slot, is, expected);
      if (is == WorkerState.IDLE) {
        check(
            each.generation == generations.current() || each.outputEnded || generations.areInTurn(),
            "an idle worker has the present filter",
            each.slot);
        each.kept |= isPerhapsBroken();
        check(
            each.pastRequests < terms.most(each.spawnedNanos, PoolSettings::maxRequests)
                || each.outputEnded
                || each.kept,
            "an idle worker has requests left",
            each.slot);
        check(!terminating(), "nobody is idle after SIGTERM", each.slot);
        check(
            !eventHistory.retired(each.slot) || eventHistory.drained(each.slot),
            "nobody beyond the maximum is idle, unless drained",
            each.slot);
      }
    }
  }

  /** Checks that workers of an older generation are replaced as fast as they may be. */
  void checkReplacedInTurn() {
    if (!generations.areInTurn() || terminating() || isPerhapsBroken()) {
      return;
    }
    for (Seat each : seats) {
      if (isAvailable(each)) {
        generations.checkStays(each, running());
      }
    }
  }

  private boolean isAvailable(Seat seat) {
    return seat.occupied
        && !seat.loading
        && !seat.told()
        && seat.request == null
        && !seat.outputEnded
        && eventHistory.used(seat.slot);
  }

  /** Returns how many workers can take a request. */
  int available() {
    int available = 0;
    for (Seat each : seats) {
      available += isAvailable(each) ? 1 : 0;
    }
    return available;
  }

  /** Returns which idle worker a request must go to; −1 if none is idle. */
  int choice(CommandClass commandClass) {
    Seat best = null;
    int bestRank = Integer.MAX_VALUE;
    for (Seat each : seats) {
      if (isAvailable(each)) {
        int rank = rank(each, commandClass) + (each.generation < generations.current() ? OLDER : 0);
        if (rank < bestRank || (rank == bestRank && best != null && earlier(each, best, rank))) {
          best = each;
          bestRank = rank;
        }
      }
    }
    return best == null ? -1 : best.slot;
  }

  private static int rank(Seat seat, CommandClass commandClass) {
    if (commandClass != CommandClass.OTHER && seat.lastClass == commandClass) {
      return 1;
    }
    return seat.lastClass == CommandClass.OTHER ? 2 : 3;
  }

  private static boolean earlier(Seat one, Seat other, int rank) {
    return rank % OLDER == 2 ? one.idleOrder < other.idleOrder : one.activation < other.activation;
  }
}

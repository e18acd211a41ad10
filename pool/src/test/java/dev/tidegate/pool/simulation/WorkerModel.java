package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The workers as the referee follows them: what each was told and given, and what that allows. */
final class WorkerModel {
  /** How late a timer may be noticed. */
  static final long TOLERANCE_NANOS = 5_000_000;

  private static final long ESCALATION_NANOS = World.seconds(10);
  private static final long LOOK_NANOS = 200_000_000;
  private static final int FAILURES_BEFORE_HOLD = 3;
  private static final long LONGEST_HOLD_NANOS = World.seconds(36);

  /** What is known of the process in one slot. */
  static final class Seat {
    final int slot;
    boolean occupied;
    int pid = -1;
    int pastRequests;
    int generation;
    boolean answered;
    boolean endOfFile;
    boolean term;
    boolean kill;
    boolean continued;
    boolean killedByHand;

    /** Whether its slot was drained while it was idle: no answer of it was to be expected then. */
    boolean drainedIdle;

    /** Whether it is to be killed, and since when; the look that its signal waits for. */
    boolean condemned;

    long condemnedNanos;
    long look;
    boolean lookedAt;

    /** Whether it closed its stdout, and is given a moment to die of it. */
    boolean outputEnded;

    long spawnedNanos;
    long toldNanos;
    long activation;
    long attempt;
    long idleOrder;
    long stoppedOrder;
    CommandClass lastClass = CommandClass.OTHER;
    @Nullable Request request;

    Seat(int slot) {
      this.slot = slot;
      this.stoppedOrder = -slot;
    }

    boolean told() {
      return endOfFile || condemned || term || kill;
    }
  }

  private final SettingsModel terms;
  private final VirtualClock virtualClock;
  private final EventHistory eventHistory;
  private final Seat[] seats;
  private long order;
  private long lowestOrder = Integer.MIN_VALUE;
  private long activations;
  private long attempts;
  private long firstFailedAttempt;
  private long lastSpawnNanos = Long.MIN_VALUE / 2;
  private long lastSpawnFailedNanos = Long.MIN_VALUE / 2;
  private int certainFailures;
  private int possibleFailures;
  private long lastFailureNanos;
  private long heldSinceNanos;
  private int doublings;
  private long terminatedNanos = Long.MAX_VALUE;
  private int generation;

  WorkerModel(SettingsModel terms, VirtualClock virtualClock, EventHistory eventHistory) {
    this.terms = terms;
    this.virtualClock = virtualClock;
    this.eventHistory = eventHistory;
    seats = new Seat[terms.limit()];
    for (int slot = 0; slot < seats.length; slot++) {
      seats[slot] = new Seat(slot);
    }
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
      seat.drainedIdle |= now && seat.request == null;
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

  void reread() {
    generation++;
  }

  void spawning(int slot) {
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
    attempts++;
    Seat latest = seat;
    for (Seat each : seats) {
      if (!each.occupied
          && eventHistory.used(each.slot)
          && each.stoppedOrder > latest.stoppedOrder) {
        latest = each;
      }
    }
    check(latest == seat, "the most recently stopped slot is started", slot, latest.slot);
  }

  private void checkHold(int slot) {
    if (certainFailures < FAILURES_BEFORE_HOLD) {
      return;
    }
    long held = virtualClock.nowNanos() - heldSinceNanos;
    check(
        held >= Math.min(30, 1L << Math.min(10, doublings)) * World.seconds(8) / 10,
        "starts are held back after three failures",
        slot,
        certainFailures,
        held);
    for (Seat each : seats) {
      check(
          !each.occupied
              || each.told()
              || each.answered
              || each.drainedIdle
              || each.spawnedNanos <= heldSinceNanos,
          "one worker at once shows whether workers start again",
          slot,
          each.slot);
    }
  }

  void spawned(int slot, int pid) {
    Seat seat = seats[slot];
    seat.occupied = true;
    seat.pid = pid;
    seat.pastRequests = 0;
    seat.generation = generation;
    seat.answered = false;
    seat.endOfFile = false;
    seat.term = false;
    seat.kill = false;
    seat.killedByHand = false;
    seat.drainedIdle = false;
    seat.condemned = false;
    seat.lookedAt = false;
    seat.outputEnded = false;
    seat.spawnedNanos = virtualClock.nowNanos();
    seat.activation = ++activations;
    seat.attempt = attempts;
    seat.idleOrder = ++order;
    seat.lastClass = CommandClass.OTHER;
    lastSpawnNanos = virtualClock.nowNanos();
  }

  void spawnFailed() {
    lastSpawnFailedNanos = virtualClock.nowNanos();
    failed(true, attempts, virtualClock.nowNanos());
  }

  private void failed(boolean certainly, long attempt, long spawnedNanos) {
    lastFailureNanos = virtualClock.nowNanos();
    possibleFailures++;
    if (certainly) {
      if (certainFailures == 0) {
        firstFailedAttempt = attempt;
      }
      certainFailures++;
      if (certainFailures == FAILURES_BEFORE_HOLD) {
        doublings = 0;
        heldSinceNanos = virtualClock.nowNanos();
      } else if (spawnedNanos > heldSinceNanos) {
        doublings++;
        heldSinceNanos = virtualClock.nowNanos();
      }
    }
  }

  void exited(int slot) {
    Seat seat = seats[slot];
    seat.occupied = false;
    seat.stoppedOrder = ++order;
    if (!seat.answered && !terminating()) {
      failed(!seat.endOfFile && !seat.killedByHand, seat.attempt, seat.spawnedNanos);
    }
  }

  void answered(int slot) {
    Seat seat = seats[slot];
    seat.answered = true;
    seat.idleOrder = ++order;
    if (certainFailures > 0 && seat.attempt >= firstFailedAttempt) {
      certainFailures = 0;
    }
    if (seat.spawnedNanos > lastFailureNanos) {
      possibleFailures = 0;
    }
  }

  void handed(int slot, Request request) {
    Seat seat = seats[slot];
    check(!seat.told(), "no request goes to a worker that was told to go", slot, request);
    check(eventHistory.used(slot), "no request goes to a drained slot or beyond the maximum", slot);
    check(seat.request == null, "a worker has one request at once", slot, request, seat.request);
    seat.request = request;
    seat.pastRequests++;
    check(
        seat.pastRequests <= 3L * terms.most(seat.spawnedNanos, PoolSettings::maxRequests),
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

  /** Returns whether a stopped slot may have to wait for its next start. */
  boolean startMayHaveToWait() {
    long now = virtualClock.nowNanos();
    if (terms.now().minStartIntervalSeconds() > 0
        && now - lastSpawnNanos
            < World.seconds(terms.now().minStartIntervalSeconds()) + TOLERANCE_NANOS) {
      return true;
    }
    return now - lastSpawnFailedNanos <= TOLERANCE_NANOS || heldBack();
  }

  private boolean heldBack() {
    if (possibleFailures < FAILURES_BEFORE_HOLD) {
      return false;
    }
    if (virtualClock.nowNanos() - lastFailureNanos < LONGEST_HOLD_NANOS) {
      return true;
    }
    for (Seat each : seats) {
      if (each.occupied && !each.answered && !each.drainedIdle) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the pool may be waiting for an answer that shows that workers start again. */
  boolean inDoubt() {
    return possibleFailures >= FAILURES_BEFORE_HOLD;
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
    int stopped = eventHistory.usable(WorkerState.STOPPED);
    int one = Math.min(1, stopped);
    boolean withinMinStartInterval =
        virtualClock.nowNanos() - lastSpawnNanos
            < World.seconds(terms.now().minStartIntervalSeconds());
    boolean surelyFew =
        terms.now().minStartIntervalSeconds() > 0 || certainFailures >= FAILURES_BEFORE_HOLD;
    boolean maybeFew = terms.now().minStartIntervalSeconds() > 0 || inDoubt();
    int most = terminating() || withinMinStartInterval ? 0 : surelyFew ? one : stopped;
    int least = terminating() || startMayHaveToWait() ? 0 : maybeFew ? one : stopped;
    check(
        serviceable <= eventHistory.usable(WorkerState.IDLE) + most
            && serviceable >= available() + least,
        "serviceable counts what can take a request now",
        serviceable,
        "idle",
        available(),
        "stopped",
        stopped);
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
            each.generation == generation || each.outputEnded,
            "an idle worker has the present filter",
            each.slot);
        check(
            each.pastRequests < terms.most(each.spawnedNanos, PoolSettings::maxRequests)
                || each.outputEnded,
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

  private boolean isAvailable(Seat seat) {
    return seat.occupied
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
        int rank = rank(each, commandClass);
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
    return rank == 2 ? one.idleOrder < other.idleOrder : one.activation < other.activation;
  }
}

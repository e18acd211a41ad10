package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

/** The generations of workers as the referee follows them, and how they replace each other. */
final class GenerationModel {
  private final Seat[] seats;
  private final EventHistory eventHistory;
  private int current;
  private boolean inTurn;

  /** How many successors are not started yet. */
  private int owed;

  GenerationModel(Seat[] seats, EventHistory eventHistory) {
    this.seats = seats;
    this.eventHistory = eventHistory;
  }

  /** Returns the number of the one in force. */
  int current() {
    return current;
  }

  /** Returns whether workers of older ones are replaced in turn, so that there may be some. */
  boolean areInTurn() {
    return inTurn;
  }

  /** The next one begins. */
  void begin(boolean turns) {
    current++;
    inTurn = turns;
    if (!turns) {
      owed = 0;
      for (Seat each : seats) {
        each.replaced = false;
      }
    }
  }

  /** A worker is told to go for an older program; checks that so many may be replaced. */
  void killing(Seat seat, int running) {
    check(seat.generation < current, "a worker is replaced for an older program", seat.slot);
    if (inTurn && eventHistory.used(seat.slot)) {
      seat.replaced = true;
      check(
          replacing() <= most(running),
          "a quarter of the workers is being replaced at most",
          seat.slot,
          replacing(),
          most(running));
    }
  }

  /** A worker was started, but for a trial; it is a successor. */
  void started() {
    owed = Math.max(0, owed - 1);
  }

  /** A process is gone; a successor that was not ready is owed again. */
  void exited(Seat seat) {
    if (inTurn && (seat.replaced || (seat.loading && !seat.trial))) {
      owed++;
    }
    seat.replaced = false;
  }

  /** Checks that an idle worker need not have been replaced by now. */
  void checkStays(Seat seat, int running) {
    check(
        seat.generation == current || replacing() >= most(running),
        "workers of an older generation are replaced in turn",
        seat.slot,
        replacing(),
        most(running));
  }

  private int most(int running) {
    return Math.max(1, (running + leaving() + owed()) / 4);
  }

  private int replacing() {
    int arriving = 0;
    for (Seat each : seats) {
      arriving += each.occupied && each.loading && !each.trial ? 1 : 0;
    }
    return leaving() + owed() + arriving;
  }

  private int leaving() {
    int leaving = 0;
    for (Seat each : seats) {
      leaving += each.occupied && each.replaced ? 1 : 0;
    }
    return leaving;
  }

  private int owed() {
    int empty = 0;
    for (Seat each : seats) {
      empty += !each.occupied && eventHistory.used(each.slot) ? 1 : 0;
    }
    return Math.min(owed, empty);
  }
}

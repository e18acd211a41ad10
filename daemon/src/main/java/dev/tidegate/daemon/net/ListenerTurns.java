package dev.tidegate.daemon.net;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schedules listeners with pending output.
 *
 * <p>Requests have priority: all listeners together get a quarter of the loop's time. Unused time
 * is kept as credit, at most {@value #MOST_CREDIT_TURNS} turns; each turn costs its duration, but
 * at least {@value #LEAST_COST_NANOS} ns, which accounts for waking the reader. So a few listeners,
 * or many with little output, are served at once. Without credit, they wait until there is enough
 * for a round of {@value #TURNS_PER_ROUND} turns; meanwhile events accumulate, and are sent in
 * fewer and longer writes. The loop polls its descriptors after each round. Turns alternate between
 * listeners without {@code S}, which have little output, and the others, so that a gate does not
 * wait until all others are served.
 */
final class ListenerTurns {
  /** Divisor of the loop's time that gives the listeners' share. */
  static final int SHARE = 4;

  static final int TURNS_PER_ROUND = 16;
  static final int MOST_CREDIT_TURNS = 512;
  static final long LEAST_COST_NANOS = 12_500;

  /**
   * Maximum debt. Few turns take longer; most that seem to were interrupted, often by the reader
   * they woke.
   */
  private static final long MOST_DEBT_NANOS = 200_000;

  /** Duration after which a round ends, even with listeners waiting. */
  private static final long ROUND_NANOS = 250_000;

  private final LongSupplier clock;
  private final ArrayDeque<Scheduled> gates = new ArrayDeque<>();
  private final ArrayDeque<Scheduled> others = new ArrayDeque<>();
  private boolean othersAreNext;
  private boolean saving;
  private long creditNanos = MOST_CREDIT_TURNS * LEAST_COST_NANOS;
  private long lastNanos;

  /** Listener to be scheduled. */
  interface Scheduled {
    /** Returns whether it requests no {@code S}. */
    boolean isGate();

    /** Writes its output; the listener adds itself again if the turn was too short. */
    void serve();
  }

  /** Creates an empty schedule with full credit. */
  ListenerTurns(LongSupplier clock) {
    this.clock = clock;
    lastNanos = clock.getAsLong();
  }

  /** Queues a listener; it must not be queued already. */
  void add(Scheduled party) {
    (party.isGate() ? gates : others).add(party);
  }

  /** Runs a round of turns as far as there is credit; returns the time of the next round. */
  long give() {
    if (isEmpty()) {
      return Long.MAX_VALUE;
    }
    long nowNanos = clock.getAsLong();
    earn(nowNanos);
    if (saving && creditNanos < TURNS_PER_ROUND * LEAST_COST_NANOS) {
      return whenSaved(nowNanos);
    }
    saving = false;
    long endNanos = round(nowNanos);
    if (isEmpty()) {
      return Long.MAX_VALUE;
    }
    saving = creditNanos <= 0;
    return saving ? whenSaved(endNanos) : endNanos;
  }

  private void earn(long nowNanos) {
    creditNanos =
        Math.min(
            creditNanos + (nowNanos - lastNanos) / SHARE, MOST_CREDIT_TURNS * LEAST_COST_NANOS);
    lastNanos = nowNanos;
  }

  private long whenSaved(long nowNanos) {
    return nowNanos + (TURNS_PER_ROUND * LEAST_COST_NANOS - creditNanos) * SHARE;
  }

  /** Runs a round; returns its end. */
  private long round(long startNanos) {
    long nowNanos = startNanos;
    Scheduled party;
    for (int turns = 0;
        turns < TURNS_PER_ROUND
            && creditNanos > 0
            && nowNanos - startNanos < ROUND_NANOS
            && (party = next()) != null;
        turns++) {
      long beganNanos = nowNanos;
      party.serve();
      nowNanos = clock.getAsLong();
      long costNanos = Math.max(nowNanos - beganNanos, LEAST_COST_NANOS);
      creditNanos = Math.max(creditNanos - costNanos, -MOST_DEBT_NANOS);
    }
    return nowNanos;
  }

  private @Nullable Scheduled next() {
    ArrayDeque<Scheduled> first = othersAreNext ? others : gates;
    ArrayDeque<Scheduled> second = othersAreNext ? gates : others;
    othersAreNext = !othersAreNext;
    Scheduled found = first.poll();
    return found == null ? second.poll() : found;
  }

  private boolean isEmpty() {
    return gates.isEmpty() && others.isEmpty();
  }

  /** Runs turns until the queue is empty, regardless of credit: at the end of the process. */
  void giveAll() {
    Scheduled party;
    while ((party = next()) != null) {
      party.serve();
    }
  }
}

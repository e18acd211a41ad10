package dev.tidegate.daemon.net;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schedules listeners with pending output.
 *
 * <p>Requests for work go first: listeners together have a quarter of the loop's time, whatever
 * else it has to do. Time that they do not use is kept as credit, for {@value #MOST_CREDIT_TURNS}
 * turns at most; each turn costs what it took, but at least {@value #LEAST_COST_NANOS} ns, which
 * stands for the reader that it wakes. So a few listeners, or many that are told little, are served
 * at once. When the credit is used up, they wait until there is enough for a round of {@value
 * #TURNS_PER_ROUND} turns: what happens meanwhile gathers, and goes out in fewer and longer writes.
 * The loop looks at its descriptors after each round. Turns go round among those who want no {@code
 * S}, which are told little, and among the others, one here, one there: so a gate does not wait
 * until all others are served.
 */
final class ListenerTurns {
  /** Of the time that passes, one part in so many is the listeners'. */
  static final int SHARE = 4;

  static final int TURNS_PER_ROUND = 16;
  static final int MOST_CREDIT_TURNS = 512;
  static final long LEAST_COST_NANOS = 12_500;

  /**
   * Few turns work for longer; most that seem to were interrupted, often by the reader they woke.
   */
  private static final long MOST_DEBT_NANOS = 200_000;

  /** A round ends when it has taken so long, whoever still waits. */
  private static final long ROUND_NANOS = 250_000;

  private final LongSupplier clock;
  private final ArrayDeque<Scheduled> gates = new ArrayDeque<>();
  private final ArrayDeque<Scheduled> others = new ArrayDeque<>();
  private boolean othersAreNext;
  private boolean saving;
  private long creditNanos = MOST_CREDIT_TURNS * LEAST_COST_NANOS;
  private long lastNanos;

  /** A listener. */
  interface Scheduled {
    /** Returns whether it wants no {@code S}. */
    boolean isGate();

    /** Gives it its turn; if that was too short, it lets itself be added again. */
    void serve();
  }

  /** Makes an empty one, with all the credit there can be. */
  ListenerTurns(LongSupplier clock) {
    this.clock = clock;
    lastNanos = clock.getAsLong();
  }

  /** Lets a listener wait for its turn; once at a time. */
  void add(Scheduled party) {
    (party.isGate() ? gates : others).add(party);
  }

  /** Gives a round of turns as far as there is credit; returns when the next is due. */
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

  /** Returns when it ended. */
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

  /** Gives turns until nobody wants one, whatever they cost: at the end of the process. */
  void giveAll() {
    Scheduled party;
    while ((party = next()) != null) {
      party.serve();
    }
  }
}

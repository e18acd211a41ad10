package dev.tidegate.client;

import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * The seeds that a simulation runs: those that once found a fault, and then, half of the events
 * each, the same ones every time and fresh ones.
 *
 * <p>System properties change that: {@code tidegate.simulation.events=N} is the number of events in
 * all, {@code tidegate.simulation.fresh=S} the first of the fresh seeds, {@code
 * tidegate.simulation.first=S} runs S and the seeds after it and no others, {@code
 * tidegate.simulation.seed=S} that one alone.
 */
final class SimulationSeeds {
  private static final String PROPERTIES = "tidegate.simulation.";
  private static final long LAST_FRESH = 1L << 40;

  private final String test;
  private final long events;
  private final long[] kept;
  private long next;

  /**
   * Seeds for a test.
   *
   * @param events how many there are in all, unless a property says otherwise
   * @param kept the seeds that once found a fault
   */
  SimulationSeeds(Class<?> test, long events, long... kept) {
    this.test = test.getSimpleName();
    this.events = Long.getLong(PROPERTIES + "events", events);
    this.kept = kept.clone();
  }

  /** Returns whether one seed alone is to be run. */
  static boolean isOne() {
    return Long.getLong(PROPERTIES + "seed") != null;
  }

  /**
   * Runs them all until one fails.
   *
   * @param simulation runs a seed and returns the number of its events
   */
  void run(LongUnaryOperator simulation) {
    Long one = Long.getLong(PROPERTIES + "seed");
    Long first = Long.getLong(PROPERTIES + "first");
    if (one != null) {
      runOne(one, simulation);
    } else if (first != null) {
      long done = runFrom(first, events, simulation);
      System.out.printf("%s: %,d events of the seeds %d to %d%n", test, done, first, next - 1);
    } else {
      long fresh =
          Long.getLong(PROPERTIES + "fresh", new SplittableRandom().nextLong(1, LAST_FRESH));
      System.out.printf("%s: fresh seeds from %d (-D%sfresh=%2$d)%n", test, fresh, PROPERTIES);
      long done = 0;
      for (long seed : kept) {
        done += runOne(seed, simulation);
      }
      done += runFrom(1, events / 2 - done, simulation);
      runFrom(fresh, events - done, simulation);
    }
  }

  private long runFrom(long first, long most, LongUnaryOperator simulation) {
    long done = 0;
    next = first;
    while (done < most) {
      done += runOne(next++, simulation);
    }
    return done;
  }

  private long runOne(long seed, LongUnaryOperator simulation) {
    try {
      return simulation.applyAsLong(seed);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(
          "seed " + seed + ": " + failure.getMessage() + "\n\nRepeat it: " + command(seed),
          failure);
    }
  }

  private String command(long seed) {
    return "mvn -pl protocol -am test -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -D%sseed=%d"
        .formatted(test, PROPERTIES, seed);
  }
}

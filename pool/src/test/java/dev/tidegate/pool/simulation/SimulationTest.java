package dev.tidegate.pool.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * The pool among made-up clients, workers, listeners and clocks.
 *
 * <p>{@link SimulationSeeds} has the properties that choose the seeds.
 */
final class SimulationTest {
  private static final int EVENTS = 1_000_000;

  /** Seeds that once found a fault in the pool or in the model of it. */
  private static final long[] KEPT = {
    // Late marks added up to an end later than 21 s after SIGTERM.
    101364, 2004651, 7001288,
    // The settings are listed while the pool ends, by "set " as by "set".
    3267, 7006411, 50003305,
    // A slot was drained whose idle worker was the one to show whether workers start again.
    1000021788
  };

  @Test
  void everyInvariantHoldsAfterEveryEvent() {
    new SimulationSeeds(SimulationTest.class, EVENTS, KEPT)
        .run(
            seed -> {
              Scenario scenario = Scenarios.of(seed);
              Simulation.Outcome outcome = Simulation.run(scenario);
              if (outcome.failed()) {
                fail(Simulation.report(scenario, outcome));
              }
              return outcome.events();
            });
  }

  @Test
  void aSeedGivesTheSameRunTwice() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(Simulation.run(Scenarios.of(seed)).trace())
          .isEqualTo(Simulation.run(Scenarios.of(seed)).trace());
    }
  }
}

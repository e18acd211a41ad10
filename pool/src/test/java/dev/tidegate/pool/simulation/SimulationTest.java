package dev.tidegate.pool.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * The pool among made-up clients, workers, listeners and clocks.
 *
 * <p>{@code -Dtidegate.simulation.events=N} sets how many events there are in total, {@code
 * -Dtidegate.simulation.seed=S} runs the one scenario of that seed.
 */
final class SimulationTest {

  @Test
  void everyInvariantHoldsAfterEveryEvent() {
    Long only = Long.getLong("tidegate.simulation.seed");
    long events = only == null ? Long.getLong("tidegate.simulation.events", 1_000_000) : 1;
    long seed = only == null ? Long.getLong("tidegate.simulation.first", 1) : only;
    for (long done = 0; done < events; seed++) {
      Scenario scenario = Scenarios.of(seed);
      Simulation.Outcome outcome = Simulation.run(scenario);
      if (outcome.failed()) {
        fail(Simulation.report(scenario, outcome));
      }
      done += outcome.events();
    }
  }

  @Test
  void aSeedGivesTheSameRunTwice() {
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(Simulation.run(Scenarios.of(seed)).trace())
          .isEqualTo(Simulation.run(Scenarios.of(seed)).trace());
    }
  }
}

package dev.tidegate.pool.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.pool.PoolTrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The pool among made-up clients, workers, listeners and clocks.
 *
 * <p>{@code -Dtidegate.simulation.events=N} sets how many events there are in total, {@code
 * -Dtidegate.simulation.seed=S} runs the one scenario of that seed, {@code
 * -Dtidegate.simulation.trace=FILE} replays what the daemon wrote when an invariant broke.
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

  @Test
  void aTraceIsReplayedAsItWas() throws IOException {
    String file = System.getProperty("tidegate.simulation.trace", "");
    PoolTrace trace;
    if (file.isEmpty()) {
      Scenario scenario = Scenarios.of(7);
      trace = new PoolTrace(scenario.settings(), 0, Simulation.run(scenario).trace());
    } else {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      trace = PoolTrace.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    PoolTrace again = PoolTrace.parse(trace.print());
    assertThat(again).isEqualTo(trace);
    assertThat(new Replay(again).run()).isEqualTo(new Replay(trace).run());
  }

  @Test
  void aTraceWithoutItsBeginningIsReplayedAsFarAsItFits() {
    Scenario scenario = Scenarios.of(7);
    List<PoolTrace.Moment> moments = Simulation.run(scenario).trace();
    int missing = moments.size() / 2;
    PoolTrace cut =
        new PoolTrace(scenario.settings(), missing, moments.subList(missing, moments.size()));
    assertThat(new Replay(cut).run()).isNotNull();
  }
}

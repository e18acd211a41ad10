package dev.tidegate.acceptance.warm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The warm parent is killed or suspended while requests need workers. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class WarmParentFaultsIT {

  private static final int FAULTS = 4;

  /** Each worker is given one request, so that all need the warm parent. */
  @ParameterizedTest
  @ValueSource(strings = {"KILL", "STOP"})
  void everyRequestIsAnswered(String signal) throws Exception {
    try (FilterHost host = FilterHost.start("-E", "-x", "20", "-m", "0", "-r", "1", "-q", "200")) {
      host.awaitWarmParent();
      try (SteadyLoad load = SteadyLoad.on(host.subject(), 10, FilterHost.RELAY_CHECK)) {
        for (int fault = 0; fault < FAULTS; fault++) {
          long parent = host.awaitWarmParent();
          int answered = host.answered();
          Outcome.of(List.of("kill", "-" + signal, Long.toString(parent))).succeeded();
          Until.holds(
              "another one is ready",
              () -> host.readyWarmParent().filter(pid -> pid != parent).isPresent());
          Until.holds("requests are answered again", () -> host.answered() > answered + 10);
        }
        assertThat(load.stop())
            .extracting(each -> FilterHost.generation(each.answer()))
            .containsOnly("one");
      }
      assertThat(host.log("The warm parent \\(pid \\d+\\) has ended")).hasSize(FAULTS);
      long parent = host.awaitWarmParent();
      Until.holds(
          "nobody is left but the warm parent and known workers",
          Duration.ofMinutes(1),
          () -> {
            Set<Long> known = new HashSet<>(host.subject().workerPids());
            known.add(parent);
            return known.containsAll(children(host));
          },
          () -> children(host) + "\n" + host.subject().ask("workers") + host.subject().output());
    }
  }

  private static List<Long> children(FilterHost host) {
    return host.subject().handle().children().map(ProcessHandle::pid).toList();
  }
}

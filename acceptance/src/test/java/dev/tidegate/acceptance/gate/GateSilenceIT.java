package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A gate that may not ask, so that nobody tells it how things stand. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class GateSilenceIT {

  private static final Duration MAX_CLOSED = Duration.ofSeconds(6);

  @Test
  void withoutControlTheReferenceKeepsItClosedForMaxClosedAtMost() {
    try (GuardedHost host = GuardedHost.start(Program.REFERENCE, 1)) {
      host.pool().saturate();
      RunningGate gate = host.gateThatMayNotAsk("--max-closed", MAX_CLOSED.toSeconds() + "s");
      gate.awaitSaid("own multiplexor, which gives no sign of life");
      host.assertAll(Answer.ACCEPTED);
      host.pool().free();

      long toldNanos = host.pool().saturate();
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
      for (Route route : Route.STRANGERS) {
        Probe open = host.await(route, Answer.ACCEPTED, MAX_CLOSED.plusSeconds(5));
        Figures.note(
            "REFERENCE without --control, --max-closed 6s (" + route.to() + ")",
            open.millisAfter(toldNanos));
      }
      gate.awaitSaid("closed on one word of a multiplexor that gives no sign of life");
      host.pool().free();
      host.saturateUntilRefused();
    }
  }

  @Test
  void withoutControlOursKeepsItClosedByItsSignsOfLife() {
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      host.pool().saturate();
      host.gateThatMayNotAsk("--max-closed", MAX_CLOSED.toSeconds() + "s");
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
      // A machine that lets either wait for seconds may open it for a moment.
      Map<Answer, Integer> answers = host.mail().probeFor(MAX_CLOSED.multipliedBy(3), Route.V6);
      assertThat(answers.getOrDefault(Answer.REFUSED, 0))
          .isGreaterThan(10 * answers.getOrDefault(Answer.ACCEPTED, 0));
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    }
  }
}

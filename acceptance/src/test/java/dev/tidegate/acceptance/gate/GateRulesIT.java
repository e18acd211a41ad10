package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an operator may have otherwise: by hand, later, or only in words. */
@Execution(ExecutionMode.CONCURRENT)
final class GateRulesIT {

  private static final Duration DAMPING = Duration.ofSeconds(3);
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @Test
  void heldOpenByHandItStaysOpenUntilResumed() {
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      RunningGate gate = host.gate();
      host.saturateUntilRefused();
      Until.holds("the status says so", () -> host.ask("status").contains("ports 25, 587: closed"));

      host.ask("hold-open");
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      host.pool().free();
      host.pool().saturate();
      host.assertStays(Answer.ACCEPTED, A_WHILE);
      assertThat(host.ask("status")).contains("ports 25, 587: open", "by hand");

      host.ask("resume");
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      host.assertAll(Answer.ACCEPTED);
    }
  }

  @Test
  void dryRunSaysWhatItWouldDoAndDoesNothing() {
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      RunningGate gate = host.gate("--dry-run");
      gate.awaitSaid("would");
      host.pool().saturate();
      gate.awaitSaid("would close ports 25, 587");
      host.assertStays(Answer.ACCEPTED, A_WHILE);
      host.pool().free();
      gate.awaitSaid("would open ports 25, 587");
      assertThat(host.mail().host().shell("nft list ruleset").succeeded().output()).isEmpty();
    }
  }

  @Test
  void dampedItClosesAndOpensNoSoonerThanItWasTold() {
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      String time = DAMPING.toSeconds() + "s";
      host.gate("--close-after", time, "--open-after", time);
      long toldNanos = host.pool().saturate();
      noSooner(host, Answer.REFUSED, toldNanos);
      toldNanos = host.pool().free();
      noSooner(host, Answer.ACCEPTED, toldNanos);
    }
  }

  /** The witness may have read the edge a little later than the gate. */
  private static void noSooner(GuardedHost host, Answer answer, long toldNanos) {
    for (Route route : Route.STRANGERS) {
      Probe probe = host.await(route, answer, GuardedHost.SOON);
      assertThat(probe.millisAfter(toldNanos)).isGreaterThan(DAMPING.minus(A_WHILE).toMillis());
    }
  }
}

package dev.tidegate.acceptance.gate.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.gate.Answer;
import dev.tidegate.acceptance.gate.GuardedHost;
import dev.tidegate.acceptance.gate.RunningGate;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The gate with commands of an operator's, here for a table of nft that is the operator's own. */
@Execution(ExecutionMode.CONCURRENT)
final class CommandGateIT {
  private static final String TABLE =
      """
      nft add table inet own
      nft 'add chain inet own input { type filter hook input priority 0; }'
      """;
  private static final String OPEN = "nft flush chain inet own input";
  private static final String CLOSE =
      "nft add rule inet own input iifname mx0 tcp dport 25 reject with tcp reset";
  private static final String NOTE =
      "; echo $TIDEGATE_ACTION $TIDEGATE_REFUSED_PERCENT >>/run/said";

  private static GuardedHost start() {
    GuardedHost host = GuardedHost.start(Program.OURS, 1);
    host.mail().host().shell(TABLE).succeeded();
    return host;
  }

  @Test
  void commandsCloseAndOpenThePort() {
    try (GuardedHost host = start()) {
      RunningGate gate = host.gate("--backend", "command", "--open", OPEN, "--close", CLOSE);
      gate.awaitSaid("keeping");
      host.saturateUntilRefused();
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      host.saturateUntilRefused();
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      host.assertAll(Answer.ACCEPTED);
    }
  }

  @Test
  void shellRunsThemIfItIsAskedForAndTheyAreToldWhatItIsAbout() {
    try (GuardedHost host = start()) {
      RunningGate gate =
          host.gate(
              "--backend",
              "command",
              "--shell",
              "--renew",
              "1s",
              "--lease",
              "4s",
              "--open",
              OPEN + NOTE,
              "--close",
              CLOSE + NOTE,
              "--prolong",
              "true" + NOTE);
      gate.awaitSaid("keeping");
      host.saturateUntilRefused();
      Until.holds(
          "it is renewed",
          () -> host.mail().host().read("/run/said").endsWith("close 100\nrenew 100\nrenew 100\n"));
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      assertThat(host.mail().host().read("/run/said")).startsWith("open 0\n").endsWith("open 0\n");
    }
  }

  @Test
  void nextGateOpensWhatAKilledOneHasLeftClosed() {
    try (GuardedHost host = start()) {
      String[] options = {"--backend", "command", "--open", OPEN, "--close", CLOSE};
      RunningGate gate = host.gate(options);
      gate.awaitSaid("keeping");
      host.saturateUntilRefused();
      gate.signal("KILL");
      gate.awaitEnd();
      host.pool().free();
      host.assertAll(Answer.REFUSED);
      host.gate(options);
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    }
  }

  @Test
  void commandThatFailsToCloseIsFollowedByTheOneThatOpens() {
    try (GuardedHost host = start()) {
      RunningGate gate =
          host.gate(
              "--backend", "command", "--shell", "--open", OPEN, "--close", CLOSE + "; exit 3");
      gate.awaitSaid("keeping");
      host.pool().saturate();
      gate.awaitSaid("failed: status 3");
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    }
  }

  @Test
  void withoutCommandsItSaysWhichAreMissing() {
    try (GuardedHost host = start()) {
      RunningGate gate = host.gate("--backend", "command", "--close", CLOSE);
      assertThat(gate.awaitEnd()).isEqualTo(2);
      assertThat(gate.said()).contains("--open");
    }
  }
}

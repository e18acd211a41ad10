package dev.tidegate.acceptance.gate.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.gate.Answer;
import dev.tidegate.acceptance.gate.GuardedHost;
import dev.tidegate.acceptance.gate.Probe;
import dev.tidegate.acceptance.gate.Route;
import dev.tidegate.acceptance.gate.RunningGate;
import dev.tidegate.acceptance.gate.SmtpHost;
import dev.tidegate.acceptance.gate.SmtpSession;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate with the back-end iptables before a real Postfix, with either variant of iptables. */
@Execution(ExecutionMode.CONCURRENT)
final class IptablesGateIT {

  /** The rule ends by itself after this, counted from its last renewal. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static final Path TIME_MATCH = Path.of("/usr/lib/x86_64-linux-gnu/xtables/libxt_time.so");

  private static final int SAMPLE = 100;

  private static RunningGate gate(GuardedHost host, Path folder, String... options) {
    String[] all = java.util.Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--backend";
    all[options.length + 1] = "iptables";
    return host.gateThatFindsProgramsIn(folder, all);
  }

  /** Rules of somebody else, among them one that accepts what ours has to refuse. */
  private static void addRulesOfOthers(GuardedHost host, Path folder) {
    Iptables.runFor(host.mail().host(), folder, "-N", "other");
    Iptables.runFor(host.mail().host(), folder, "-A", "other", "-p", "udp", "-j", "DROP");
    Iptables.runFor(host.mail().host(), folder, "-A", "INPUT", "-j", "other");
    Iptables.runFor(
        host.mail().host(), folder, "-A", "INPUT", "-p", "tcp", "--dport", "25", "-j", "ACCEPT");
  }

  @ParameterizedTest
  @EnumSource
  void strangersAreRefusedAndNobodyElseAndRulesOfOthersStay(Iptables iptables) throws Exception {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 2)) {
      SmtpHost mail = host.mail();
      addRulesOfOthers(host, folder);
      String before = Iptables.rules(mail.host(), folder);
      RunningGate gate = gate(host, folder);
      gate.awaitSaid("keeping");
      SmtpSession four = mail.talk(Route.V4).beginMessage("begun before");
      SmtpSession six = mail.talk(Route.V6).beginMessage("begun before");
      host.saturateUntilRefused();
      for (Route route : Route.STRANGERS) {
        assertThat(mail.probe(route.toPort(587)).answer()).isEqualTo(Answer.REFUSED);
        mail.talk(route.toPort(2525)).quit();
      }
      for (Route route :
          List.of(Route.LOOPBACK_V4, Route.LOOPBACK_V6, Route.EXEMPT_V4, Route.EXEMPT_V6)) {
        mail.talk(route).quit();
      }
      assertThat(mail.refusalsByIcmp()).isZero();
      four.endMessage().quit();
      six.endMessage().quit();
      Until.holds("both are delivered", () -> mail.delivered("begun before") == 2);

      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      host.saturateUntilRefused();
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      host.assertAll(Answer.ACCEPTED);
      assertThat(Iptables.rules(mail.host(), folder)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileClosedItsPortOpensByItselfAndTheNextOneTakesOver(Iptables iptables) {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      SmtpHost mail = host.mail();
      String before = Iptables.rules(mail.host(), folder);
      RunningGate gate = gate(host, folder);
      gate.awaitSaid("keeping");
      host.saturateUntilRefused();
      long killedNanos = System.nanoTime();
      gate.signal("KILL");
      host.assertAll(Answer.REFUSED);
      for (Route route : Route.STRANGERS) {
        Probe open = mail.await(route, Answer.ACCEPTED, LEASE.plus(GuardedHost.SOON));
        assertThat(open.startNanos() - killedNanos).isLessThan(LEASE.plusSeconds(1).toNanos());
      }

      RunningGate next = gate(host, folder);
      next.awaitSaid("taking over");
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
      next.signal("TERM");
      assertThat(next.awaitEnd()).isZero();
      assertThat(Iptables.rules(mail.host(), folder)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedPortStaysClosedBeyondItsLeaseAndWhenSomeoneElseFlushesTheRules(Iptables iptables) {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      RunningGate gate = gate(host, folder, "--renew", "1s", "--lease", "4s");
      gate.awaitSaid("keeping");
      host.saturateUntilRefused();
      long untilNanos = System.nanoTime() + Duration.ofSeconds(9).toNanos();
      while (System.nanoTime() - untilNanos < 0) {
        host.assertAll(Answer.REFUSED);
      }
      Iptables.runFor(host.mail().host(), folder, "-F", "INPUT");
      gate.awaitSaid("making it again");
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheMatchForTimesItRefusesToStart(Iptables iptables) {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      assertThat(TIME_MATCH).exists();
      host.mail().host().run("mount", "--bind", "/dev/null", TIME_MATCH.toString()).succeeded();
      String before = Iptables.rules(host.mail().host(), folder);
      RunningGate gate = gate(host, folder);
      assertThat(gate.awaitEnd()).isEqualTo(1);
      assertThat(gate.said()).contains("the match 'time'").contains("choose another --backend");
      assertThat(Iptables.rules(host.mail().host(), folder)).isEqualTo(before);
    }
  }

  /** A kernel with a match that does nothing cannot be had; a program that leaves it out can. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s/-m time --datestart [^ ]* --datestop [^ ]*// | was over refused a connection all the same
          /REJECT/d | should have refused a connection did not
          """)
  void withARuleThatDoesNotDoWhatItSaysItRefusesToStart(String edit, String complaint)
      throws IOException {
    Path folder = Iptables.NFT.folder();
    Path restore = folder.resolve("iptables-restore");
    Files.delete(restore);
    Script.write(
        restore, "#!/bin/sh\nsed '%s' | /usr/sbin/iptables-nft-restore \"$@\"\n".formatted(edit));
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      String before = Iptables.rules(host.mail().host(), folder);
      RunningGate gate = gate(host, folder);
      assertThat(gate.awaitEnd()).isEqualTo(1);
      assertThat(gate.said()).contains(complaint).contains("choose another");
      assertThat(Iptables.rules(host.mail().host(), folder)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void growingShareIsRefusedByChance(Iptables iptables) {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 4)) {
      RunningGate gate = gate(host, folder, "--from", "100%");
      gate.awaitSaid("keeping");
      host.pool().occupy(2);
      gate.awaitSaid("refusing 50%");
      for (Route route : Route.STRANGERS) {
        long refused =
            IntStream.range(0, SAMPLE)
                .filter(each -> host.mail().probe(route).answer() == Answer.REFUSED)
                .count();
        // Further away than one time in a million.
        assertThat(refused).isBetween(SAMPLE / 4L, SAMPLE * 3L / 4);
      }
      host.pool().release();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    }
  }

  @ParameterizedTest
  @EnumSource
  void chainOfSomebodyElseIsLeftAlone(Iptables iptables) {
    Path folder = iptables.folder();
    try (GuardedHost host = GuardedHost.start(Program.OURS, 1)) {
      Iptables.runFor(host.mail().host(), folder, "-N", "tidegate");
      RunningGate gate = gate(host, folder);
      assertThat(gate.awaitEnd()).isEqualTo(1);
      assertThat(gate.said()).contains("is not of a gate: it is left alone");
      RunningGate other = gate(host, folder, "--table", "other_gate");
      other.awaitSaid("keeping");
      host.saturateUntilRefused();
    }
  }
}

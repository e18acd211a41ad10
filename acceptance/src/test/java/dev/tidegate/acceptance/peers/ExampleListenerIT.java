package dev.tidegate.acceptance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The example of mimedefang-notify(7), as the installed page has it, with a firewall of its own.
 */
final class ExampleListenerIT {

  private static final Path PAGE = Path.of("/usr/share/man/man7/mimedefang-notify.7.gz");

  @ParameterizedTest
  @EnumSource
  void firewallRefusesConnectionsWhileNoWorkerIsFree(Program program) throws Exception {
    Requirements.root();
    Requirements.programs("perl", "iptables", "ss");
    Requirements.file(PAGE);
    try (PrivateHost host = PrivateHost.start();
        ProgramUnderTest subject =
            ProgramUnderTest.startIn(
                host, program, ProgramUnderTest.PATIENT_WORKER, "-x", "1", "-O", "inet:4567")) {
      host.shell(
              """
              /sbin/iptables -N smtp_connect
              /sbin/iptables -A INPUT --proto tcp --dport 25 --syn -j smtp_connect
              """)
          .succeeded();
      Path script = Script.write(subject.spool().resolve("listener.pl"), example());
      Path said = subject.spool().resolve("listener.txt");
      Process listener =
          new ProcessBuilder(host.command(List.of("perl", "-w", script.toString())))
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        toldThroughTwoOverloads(host, subject, said);
        subject.stop(Duration.ofMinutes(1));
        Until.holds("the listener ends with its server", () -> !listener.isAlive());
        assertThat(isRefusing(host)).isFalse();
      } finally {
        listener.descendants().forEach(ProcessHandle::destroyForcibly);
        listener.destroyForcibly();
      }
    }
  }

  private static void toldThroughTwoOverloads(
      PrivateHost host, ProgramUnderTest subject, Path said) {
    awaitInterest(host);
    for (int round = 1; round <= 2; round++) {
      assertThat(isRefusing(host)).isFalse();
      try (Wire request = subject.request("scan q1 hold")) {
        Until.holds("the rule is there", () -> isRefusing(host));
        subject.gate().open();
        assertThat(request.rest()).isEqualTo("ok scan q1 hold\n");
        Until.holds("the rule is gone", () -> !isRefusing(host));
        subject.gate().shut();
      }
      String oneRound = "No free workers!\nSome free workers.\n";
      Until.holds(
          "the listener said so", () -> Files.readString(said, ISO_8859_1).startsWith(oneRound));
    }
  }

  /** Returns once the multiplexor has read the listener's interest, all of its four bytes. */
  private static void awaitInterest(PrivateHost host) {
    Until.holds(
        "the interest has arrived",
        () -> {
          String socket = host.run("ss", "-tinH", "sport", "=", ":4567").output();
          return socket.startsWith("ESTAB 0 ") && socket.contains("bytes_received:4 ");
        });
  }

  private static boolean isRefusing(PrivateHost host) {
    Outcome rules = host.run("/sbin/iptables", "-S", "smtp_connect").succeeded();
    return rules.output().contains("-A smtp_connect -j REJECT");
  }

  /** The script in the page, from its first line to the end of the example. */
  private static String example() throws IOException {
    try (GZIPInputStream page = new GZIPInputStream(Files.newInputStream(PAGE))) {
      return new String(page.readAllBytes(), ISO_8859_1)
          .lines()
          .dropWhile(line -> !line.startsWith("#!/usr/bin/perl"))
          .takeWhile(line -> !line.equals(".fi"))
          // The page's own notation for a backslash.
          .map(line -> line.replace("\\\\", "\\"))
          .collect(Collectors.joining("\n", "", "\n"));
    }
  }
}

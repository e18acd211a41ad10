package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Disks, folders and a system log that fail under the multiplexor. */
@Execution(ExecutionMode.CONCURRENT)
final class HostFaultsIT {

  private static final Duration PROMPT = Duration.ofSeconds(30);

  private static void scans(ProgramUnderTest subject, int count) {
    for (int i = 0; i < count; i++) {
      String request = "scan q" + i + " /nowhere";
      try (Wire wire = subject.request(request)) {
        assertThat(wire.rest(PROMPT)).isEqualTo("ok " + request + "\n");
      }
    }
  }

  @Test
  void spoolDirectoryThatVanishesEndsNoConnectionAndNotTheProgram() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2");
        Wire map = subject.map();
        Wire listener = subject.listenerTo("?SU")) {
      assertThat(mapped(map)).isEqualTo("map names key");
      Place.HERE.run("rm", "-rf", subject.spool().toString()).succeeded();

      // The worker that runs goes on; its process does not need the folder.
      assertThat(mapped(map)).isEqualTo("map names key");
      assertThat(subject.isAlive()).isTrue();
      subject.handle().children().forEach(ProcessHandle::destroyForcibly);
      Until.holds("the death is told", () -> listener.line().equals("U"));
      assertThat(mapped(map)).isEqualTo("TEMP Unable to activate worker");
      assertThat(subject.stop(Duration.ofSeconds(26))).isZero();
    }
  }

  /** The patient worker's answer lacks a word that it does not know: what comes back says so. */
  private static String mapped(Wire map) {
    map.send("9:names key,");
    return map.netstring().replaceFirst("^ok ", "");
  }

  @Test
  void fullDiskUnderTheStatisticsFileStopsNoMail() {
    try (PrivateHost host = PrivateHost.start()) {
      host.shell(
              """
              mkdir /var/full
              mount -t tmpfs -o size=16k,mode=777 none /var/full
              """)
          .succeeded();
      try (ProgramUnderTest subject =
          ProgramUnderTest.startIn(
              host, Program.OURS, ProgramUnderTest.PATIENT_WORKER, "-u", "-t", "/var/full/stats")) {
        scans(subject, 500);
        assertThat(host.read("/var/full/stats").length()).isBetween(12 * 1024, 16 * 1024);
        scans(subject, 500);

        host.run("rm", "/var/full/stats").succeeded();
        subject.signal("HUP");
        Until.holds(
            "statistics are written again",
            () -> {
              scans(subject, 1);
              return host.read("/var/full/stats").contains("EndFilter");
            });
        assertThat(subject.stop(Duration.ofSeconds(26))).isZero();
      }
    }
  }

  @Test
  void fullDiskUnderThePidFileIsAnErrorAtTheStartAndLeavesNoSocket() {
    try (PrivateHost host = PrivateHost.start()) {
      host.shell(
              """
              mkdir /var/full
              mount -t tmpfs -o size=16k,mode=777 none /var/full
              dd if=/dev/zero of=/var/full/fill bs=4k count=4
              mkdir -m 777 /var/place
              """)
          .succeeded();
      List<String> words = new ArrayList<>(Program.OURS.command());
      words.addAll(List.of("-U", "defang", "-z", "/var/place", "-f", "/bin/cat"));
      words.addAll(List.of("-p", "/var/full/pid", "-o", "/var/place/lock", "-s", "mx.sock"));
      Outcome outcome = host.run(words.toArray(String[]::new));
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.output())
          .startsWith("Error from child: Unable to write pid file: ")
          .contains("No space left on device");
      assertThat(host.run("ls", "/var/place").output()).isEmpty();
    }
  }

  @Test
  void systemLogThatHangsDelaysNothingAndTheLossIsTold() {
    String worker =
        """
        #!/usr/bin/perl
        $| = 1;
        while (<STDIN>) { print STDERR "chatter\\n" x 20; print "ok $_"; }
        """;
    try (PrivateHost host = PrivateHost.start();
        ProgramUnderTest subject = ProgramUnderTest.startIn(host, Program.OURS, worker, "-l")) {
      Until.holds(
          "it logs",
          Duration.ofMinutes(1),
          () -> host.log().contains("started; minWorkers=1"),
          host::log);
      host.freeze();
      scans(subject, 2_000);
      assertThat(subject.residentKib()).isLessThan(256 * 1024);
      host.thaw();
      Until.holds(
          "the loss is told",
          () -> {
            scans(subject, 1);
            return host.log().matches("(?s).* \\d+ log lines lost.*");
          });
      Until.holds(
          "the log goes on", () -> host.log().lines().anyMatch(line -> line.contains("chatter")));
    }
  }
}

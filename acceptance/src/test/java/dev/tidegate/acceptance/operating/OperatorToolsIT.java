package dev.tidegate.acceptance.operating;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tidegate ctl check}, {@code doctor} and {@code watch} against real faults. */
@Execution(ExecutionMode.CONCURRENT)
final class OperatorToolsIT {
  private static final String MORTAL_WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) { exit 3 if / die$/; print "ok\\n"; }
      """;

  private static Outcome ctl(Path socket, String... words) {
    return Outcome.of(ctlWords(socket, words));
  }

  private static List<String> ctlWords(Path socket, String... words) {
    List<String> all =
        new ArrayList<>(List.of(Program.launcher().toString(), "ctl", "-s", socket.toString()));
    all.addAll(List.of(words));
    return all;
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void aFullPoolIsCriticalAndOneThatIsGoneToo(Program program) {
    Path socket;
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1")) {
      socket = subject.unprivilegedSocket();
      Outcome quiet = ctl(socket, "check");
      assertThat(quiet.output())
          .startsWith("OK - 0 of 1 workers busy, 1 ")
          .contains(" | busy=0;0.8;");
      assertThat(quiet.status()).isZero();
      Wire held = subject.request("scan q1 /nowhere hold");
      Until.holds("the worker is busy", () -> subject.states().equals("B"));
      Outcome full = ctl(socket, "check");
      assertThat(full.output())
          .startsWith(
              program == Program.OURS
                  ? "CRITICAL - no request can be taken now; busy workers: 1; 1 of 1 workers busy"
                  : "CRITICAL - no worker is free; busy workers: 1; 1 of 1 workers busy");
      assertThat(full.status()).isEqualTo(2);
      subject.gate().open();
      assertThat(held.rest()).startsWith("ok ");
    }
    Outcome gone = ctl(socket, "check");
    assertThat(gone.output()).startsWith("CRITICAL - no multiplexor answers at " + socket);
    assertThat(gone.status()).isEqualTo(2);
  }

  @Test
  void aDeathBetweenTwoLooksIsFound() {
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, MORTAL_WORKER, "-x", "3")) {
      String state = subject.spool().resolve("state").toString();
      Path socket = subject.unprivilegedSocket();
      assertThat(ctl(socket, "check", "--state", state).status()).isZero();
      assertThat(subject.ask("scan q1 /nowhere die")).startsWith("ERR No response");
      Outcome second = ctl(socket, "check", "--state", state);
      assertThat(second.output()).startsWith("WARNING - workers that died: 1 in the last ");
      assertThat(second.status()).isEqualTo(1);
      assertThat(ctl(socket, "check", "--state", state).status()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void theDoctorFindsWhatWasBroken(Program program) throws IOException {
    Requirements.root();
    Path home = Files.createTempDirectory(Path.of("/tmp"), "tidedoctor");
    Path work = Files.createDirectory(home.resolve("work"));
    for (Path each : List.of(home, work)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    try (ProgramUnderTest subject =
        startWithFewDescriptors(program, "-z", work.toString(), "-x", "30")) {
      Files.setPosixFilePermissions(
          subject.commandSocket(), PosixFilePermissions.fromString("rwxrwxrwx"));
      String pid = Long.toString(subject.handle().pid());
      Path pidFile = Files.writeString(home.resolve("pid"), pid + "\n");
      String output = doctorOnFullDisk(subject, work, pidFile).output();
      assertThat(output)
          .contains("BAD  command socket: " + subject.commandSocket() + ", rwxrwxrwx, of defang")
          .containsPattern("BAD  descriptors: \\d+ of 200 are in use, and 30 workers")
          .contains("BAD  spool: " + work + ", rwxrwxrwx")
          .containsPattern("BAD  space: 1 MiB of 1 MiB are free on tmpfs")
          .contains("mail will fail for want of room\n       -> mount -o remount")
          .doesNotContain("Exception");
    } finally {
      Outcome.of(List.of("rm", "-rf", home.toString())).succeeded();
    }
  }

  private static ProgramUnderTest startWithFewDescriptors(Program program, String... options) {
    program.require();
    List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"));
    words.addAll(program.command());
    return ProgramUnderTest.startIn(Place.HERE, words, ProgramUnderTest.PATIENT_WORKER, options);
  }

  /** The doctor alone sees the small disk, in a mount namespace of its own. */
  private static Outcome doctorOnFullDisk(ProgramUnderTest subject, Path work, Path pidFile) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m,mode=777 none $0 && exec \"$@\"",
                work.toString()));
    words.addAll(ctlWords(subject.commandSocket(), "doctor", "-p", pidFile.toString()));
    Outcome outcome = Outcome.of(words);
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
    return outcome;
  }

  @Test
  void theDoctorComparesTheTimeoutsWithThoseOfPostfix() throws IOException {
    Requirements.root();
    Requirements.file(Path.of("/usr/sbin/postconf"));
    Path home = Files.createTempDirectory(Path.of("/tmp"), "tidedoctor");
    Files.writeString(
        home.resolve("main.cf"),
        """
        compatibility_level = 3.6
        smtpd_milters = unix:/x
        milter_command_timeout = 30s
        milter_content_timeout = 5m
        """);
    Path milter = Files.writeString(home.resolve("mimedefang"), "#!/bin/sh\nread line\n");
    Files.setPosixFilePermissions(milter, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process asking = new ProcessBuilder(milter.toString(), "-r").start();
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(
            Program.OURS, "--timeout", "scan=310,relayok=31,senderok=25,recipok=25")) {
      List<String> words = new ArrayList<>(List.of("env", "MAIL_CONFIG=" + home));
      words.addAll(ctlWords(subject.commandSocket(), "doctor", "--no-filter"));
      assertThat(Outcome.of(words).output())
          .contains(
              "note time-outs: Postfix waits 300 s for a milter's word on a message, and a scan"
                  + " may take 310 s",
              "milter_content_timeout=340s, or tidegate ctl set timeout-scan=295",
              "(milter_command_timeout), and relayok may take 31 s: Postfix gives up first",
              "-> tidegate ctl set timeout-relayok=25 and --timeout relayok=25 at the next start,"
                  + " or postconf -e milter_command_timeout=61s");
      assertThat(subject.ask("set timeout-relayok=25 timeout-scan=295")).startsWith("ok: ");
      assertThat(Outcome.of(words).output()).doesNotContain("time-outs");
    } finally {
      asking.destroy();
      Outcome.of(List.of("rm", "-rf", home.toString())).succeeded();
    }
  }

  @Test
  void aFilterThatDoesNotCompileIsFoundAsTheUserOfTheWorkers() throws IOException {
    Requirements.root();
    Requirements.file(Path.of("/usr/bin/mimedefang.pl"));
    Path home = Files.createTempDirectory(Path.of("/tmp"), "tidedoctor");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path rules = Files.writeString(home.resolve("filter"), "sub filter_end { 1 }\n1;\n");
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(
            Program.REFERENCE, "-f", "/usr/bin/mimedefang.pl", "-F", rules.toString())) {
      assertThat(ctl(subject.commandSocket(), "doctor").output())
          .contains("ok   filter: compiles, as user defang: /usr/bin/mimedefang.pl -f " + rules);
      Files.writeString(rules, "print STDERR `id -un`; sub filter_end {\n");
      assertThat(ctl(subject.commandSocket(), "doctor").output())
          .contains(
              "BAD  filter: does not compile, as user defang: status 255: Missing right curly");
      JsonObject document =
          JsonParser.parseString(
                  ctl(subject.commandSocket(), "doctor", "--json", "--no-filter").output())
              .getAsJsonObject();
      assertThat(document.get("schema").getAsInt()).isEqualTo(1);
      assertThat(document.getAsJsonArray("looked"))
          .extracting(each -> each.getAsJsonObject().get("subject").getAsString())
          .contains("multiplexor", "process", "command socket", "spool")
          .doesNotContain("filter");
    } finally {
      Outcome.of(List.of("rm", "-rf", home.toString())).succeeded();
    }
  }

  @Test
  void aWatchOutlivesTheMultiplexorAndSaysSo() throws IOException {
    Path output = Files.createTempFile("tidegate-watch", ".txt");
    Process watch = null;
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "3")) {
      // A caller in the background may ignore it, and what is ignored stays so.
      List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
      words.addAll(ctlWords(subject.commandSocket(), "watch", "-n", "0.2", "free"));
      watch =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      Until.holds("it has looked twice", () -> Files.readString(output).lines().count() >= 2);
      assertThat(Files.readString(output).lines())
          .first()
          .asString()
          .matches("20[-0-9]+ [0-9:]+ 3.*");
      subject.stop(Duration.ofSeconds(60));
      Until.holds(
          "it says since when nobody answers",
          () -> Files.readString(output).contains(" no answer since "));
      assertThat(watch.isAlive()).isTrue();
      Outcome.of(List.of("kill", "-INT", Long.toString(watch.pid()))).succeeded();
      Process ending = watch;
      Until.holds("it ends", () -> !ending.isAlive());
      assertThat(Files.readString(output)).doesNotContain("Exception").doesNotContain("\u001b");
    } finally {
      if (watch != null) {
        watch.destroyForcibly();
      }
      Files.delete(output);
    }
  }
}

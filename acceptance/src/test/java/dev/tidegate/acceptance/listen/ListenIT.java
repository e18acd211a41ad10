package dev.tidegate.acceptance.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code tidegate listen} prints. */
final class ListenIT {
  /** What the pool of one slot goes through in {@link #liveThroughAMail}. */
  private static final List<String> A_MAIL =
      List.of(
          "S 0 StateChange Idle -> Busy", "F 0", "Z", "S 0 StateChange Busy -> Idle", "F 1", "Y");

  @ParameterizedTest
  @EnumSource(Program.class)
  void lettersAreTheSameWhicheverMultiplexorItIs(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        RunningListen listen = start(subject, "--format", "letters")) {
      listen.awaitOutput("\nY\n");
      liveThroughAMail(subject);
      Until.holds(
          "all is printed in its order",
          () -> listen.lines().containsAll(A_MAIL) && listen.output().endsWith("F 1\nY\n"));
      assertThat(listen.lines()).containsSubsequence(A_MAIL).contains("S 0 scan q1");
      assertThat(listen.errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void jsonHasTheSameNamesWhicheverMultiplexorItIs(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        RunningListen listen = start(subject, "--format", "json")) {
      listen.awaitOutput("\"type\":\"some_free\",\"letter\":\"Y\",\"snapshot\":true");
      liveThroughAMail(subject);
      Until.holds(
          "the end of the mail is printed",
          () -> !listen.lines().isEmpty() && isSomeFree(listen.lines()));
      assertThat(listen.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
      for (String part :
          List.of(
              "\"type\":\"none_free\",\"letter\":\"Z\"",
              "\"tag\":\"scan q1\"",
              "\"from\":\"Busy\",\"to\":\"Idle\"",
              "\"worker\":0",
              "\"free\":1")) {
        assertThat(listen.output()).contains(part);
      }
    }
  }

  private static boolean isSomeFree(List<String> lines) {
    return lines.stream()
        .dropWhile(line -> !line.contains("\"none_free\""))
        .anyMatch(line -> line.contains("\"some_free\""));
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void csvHasAColumnForEverything(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        RunningListen listen = start(subject, "--format", "csv", "--types", "YZS")) {
      listen.awaitOutput(",some_free,Y,true,");
      liveThroughAMail(subject);
      listen.awaitOutput(",some_free,Y,,");
      String heading = listen.lines().getFirst();
      assertThat(heading).startsWith("time,source,type,letter,snapshot,worker,pid,from,to,free,");
      int columns = heading.split(",", -1).length;
      assertThat(listen.lines()).allMatch(line -> line.split(",", -1).length == columns);
      assertThat(listen.output()).contains(",none_free,Z,").contains(",scan q1,");
      assertThat(listen.output()).doesNotContain("free_workers,");
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void peopleAreToldInWords(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        RunningListen listen = start(subject)) {
      listen.awaitOutput("a worker is free");
      liveThroughAMail(subject);
      listen.awaitOutput("a worker is free again");
      assertThat(listen.lines())
          .anyMatch(line -> line.matches(time() + "  Z       no worker is free"))
          .anyMatch(line -> line.matches(time() + "  S    0  scan q1"))
          .anyMatch(line -> line.matches(time() + "  S    0  Idle -> Busy( \\(.*\\))?"));
      assertThat(listen.output()).as("colours on no terminal").doesNotContain("\u001b");
    }
  }

  private static String time() {
    return "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}";
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void aMultiplexorThatIsStartedAgainIsHeardAgainAndIgnoranceIsTold(Program program)
      throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidelink");
    Path notify = folder.resolve("notify");
    Path control = folder.resolve("control");
    try (RunningListen listen =
        RunningListen.start(
            "--to",
            notify.toString(),
            "--control",
            control.toString(),
            "--format",
            "letters",
            "--types",
            "YZ")) {
      listen.awaitOutput("*ERR lost: ");
      try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1")) {
        lead(notify, subject.spool().resolve("notify.sock"));
        lead(control, subject.commandSocket());
        listen.awaitOutput("Y\n");
      }
      Until.holds("the loss is told", () -> listen.lines().getLast().startsWith("*ERR lost: "));
      try (ProgramUnderTest next = ProgramUnderTest.start(program, "-x", "1");
          Wire request = next.request("scan q1 hold")) {
        Until.holds("its worker is busy", () -> next.states().equals("B"));
        lead(control, next.commandSocket());
        lead(notify, next.spool().resolve("notify.sock"));
        listen.awaitOutput("\nZ\n");
        next.gate().open();
        assertThat(request.rest()).isEqualTo("ok scan q1 hold\n");
        Until.holds("the edge is told", () -> listen.lines().getLast().equals("Y"));
      }
    } finally {
      Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
    }
  }

  private static void lead(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  @Test
  void severalHostsAreHeardAtOnceEachByItsName() {
    try (ProgramUnderTest ours = ProgramUnderTest.start(Program.OURS, "-x", "1");
        ProgramUnderTest reference = ProgramUnderTest.start(Program.REFERENCE, "-x", "1");
        RunningListen listen =
            RunningListen.start(
                "--to",
                "mx1=" + ours.spool().resolve("notify.sock"),
                "--to",
                "mx2=" + reference.spool().resolve("notify.sock"),
                "--to",
                "mx3=/nowhere",
                "--control",
                ours.commandSocket().toString(),
                "--control",
                reference.unprivilegedSocket().toString(),
                "--format",
                "json")) {
      liveThroughAMail(ours);
      Until.holds(
          "mx2 is told of",
          () -> {
            reference.ask("scan q0 /nowhere");
            return listen.output().contains("{\"source\":\"mx2\",\"time\":");
          });
      listen.awaitOutput("{\"source\":\"mx1\",\"epoch\":");
      listen.awaitOutput("{\"source\":\"mx3\",\"time\":");
      assertThat(listen.lines())
          .filteredOn(line -> line.contains("\"mx3\""))
          .allMatch(line -> line.contains("\"type\":\"lost\"") || line.contains("\"unknown\""));
    }
  }

  @Test
  void aReaderThatStopsIsWaitedForInLittleMemoryAndThenToldTheTruth() throws IOException {
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(Program.OURS, "-x", "1", "--listener-events=1000")) {
      Process listen =
          new ProcessBuilder(
                  Program.launcher().toString(),
                  "listen",
                  "--to",
                  subject.spool().resolve("notify.sock").toString(),
                  "--format",
                  "json")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader reader = listen.inputReader(ISO_8859_1)) {
        String first = reader.readLine();
        assertThat(first).contains("\"type\":\"hello\"");
        // Far more than pipe, socket and both programs keep.
        for (int i = 0; i < 1_500; i++) {
          subject.ask("scan q1 /nowhere");
        }
        assertThat(residentMib(listen)).isLessThan(150);
        try (Wire request = subject.request("scan last hold")) {
          Until.holds("the one worker is busy", () -> subject.states().equals("B"));
          boolean dropped = false;
          String line = reader.readLine();
          while (!line.contains("scan last")) {
            dropped |= line.contains("\"type\":\"dropped\"");
            line = reader.readLine();
          }
          assertThat(dropped).as("a loss was told").isTrue();
          assertThat(line).contains("\"busy\":1").contains("\"free\":0");
          subject.gate().open();
          assertThat(request.rest()).isEqualTo("ok scan last hold\n");
        }
      } finally {
        listen.destroyForcibly();
      }
    }
  }

  private static long residentMib(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"), ISO_8859_1).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aReaderThatHasEnoughEndsItQuietly() throws IOException {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      String listen =
          "('%s' listen --to %s; echo status=$? >&2) | head -n 1"
              .formatted(Program.launcher(), subject.spool().resolve("notify.sock"));
      Path output = Files.createTempFile("tidelisten", ".txt");
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", listen)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      Until.holds(
          "it ends",
          () -> {
            subject.ask("scan q0 /nowhere");
            return !shell.isAlive();
          });
      List<String> lines = Files.readAllLines(output);
      Files.delete(output);
      assertThat(lines).hasSize(2).last().isEqualTo("status=0");
    }
  }

  @Test
  void aFullDiskIsAFailure() {
    Requirements.file(Path.of("/dev/full"));
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      Outcome outcome =
          Outcome.of(
              List.of(
                  "/bin/sh",
                  "-c",
                  "exec '%s' listen --to %s --timeout 60 >/dev/full"
                      .formatted(Program.launcher(), subject.spool().resolve("notify.sock"))));
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.output()).startsWith("tidegate listen: cannot write to standard output: ");
    }
  }

  private static RunningListen start(ProgramUnderTest subject, String... more) {
    String[] words = new String[more.length + 4];
    words[0] = "--to";
    words[1] = subject.spool().resolve("notify.sock").toString();
    words[2] = "--control";
    words[3] = subject.unprivilegedSocket().toString();
    System.arraycopy(more, 0, words, 4, more.length);
    return RunningListen.start(words);
  }

  /** The one worker is busy, and free again. */
  private static void liveThroughAMail(ProgramUnderTest subject) {
    try (Wire request = subject.request("scan q1 hold")) {
      Until.holds("the one worker is busy", () -> subject.states().equals("B"));
      subject.gate().open();
      assertThat(request.rest()).isEqualTo("ok scan q1 hold\n");
      subject.gate().shut();
    }
  }
}

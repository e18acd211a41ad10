package dev.tidegate.acceptance.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worker programs that cannot be started, or end as soon as they are. */
@Execution(ExecutionMode.CONCURRENT)
final class WorkerProgramIT {

  private static final String UNABLE = "error: Unable to activate worker\n";
  private static final String NONE_FREE = "error: No free workers\n";
  private static final String NO_RESPONSE = "ERR No response from worker\n";
  private static final Duration SOON = Duration.ofMillis(500);

  /** The last {@code -f} on the command line counts. */
  @ParameterizedTest
  @ValueSource(strings = {"/nowhere/worker", "/etc/passwd", "/etc", "not-executable"})
  void programThatCannotBeExecutedChangesNoState(String program) throws IOException {
    Path folder = Files.createTempDirectory("tideworker");
    Path notExecutable = Files.writeString(folder.resolve("not-executable"), "#!/bin/sh\n");
    String path = program.startsWith("/") ? program : notExecutable.toString();
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2", "-f", path);
        Wire listener = subject.listener()) {
      assertThat(listener.line()).isEqualTo("*OK");
      listener.send("?*\n");
      assertThat(subject.ask("scan q1 /nowhere")).isEqualTo(UNABLE);
      assertThat(subject.ask("scan q2 /nowhere")).isEqualTo(UNABLE);
      assertThat(subject.ask("status")).startsWith("SS 0 0 ");
      try (Wire map = subject.map()) {
        map.send("9:names key,");
        assertThat(map.netstring()).isEqualTo("TEMP Unable to activate worker");
      }
      assertThat(listener.line(SOON)).isEmpty();
      assertThat(subject.free()).isEqualTo(2);
    } finally {
      Files.delete(notExecutable);
      Files.delete(folder);
    }
  }

  @Test
  void programWithoutItsInterpreterChangesNoState() {
    String worker = "#!/nowhere/perl\n";
    try (ProgramUnderTest subject = ProgramUnderTest.startWithWorker(Program.OURS, worker)) {
      assertThat(subject.ask("scan q1 /nowhere")).isEqualTo(UNABLE);
      assertThat(subject.states()).isEqualTo("SS");
    }
  }

  @Test
  void programThatDiesOfEachRequestIsStartedForEachAndComesBackOnceMended() throws IOException {
    String worker =
        """
        #!/bin/sh
        echo started >>starts
        read -r request
        exit 3
        """;
    int requests = 20;
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, worker, "-x", "4", "-l", "-w", "300")) {
      // The minimum starts one, and with -w 300 no other.
      Until.holds("the minimum's runs", () -> starts(subject) == 1);
      for (int i = 0; i < requests; i++) {
        assertThat(subject.ask("scan q" + i + " /nowhere")).isEqualTo(NO_RESPONSE);
        Until.holds("it has died", () -> allAreStopped(subject));
      }
      assertThat(starts(subject)).isEqualTo(requests);

      Script.write(subject.spool().resolve("worker"), ProgramUnderTest.PATIENT_WORKER);
      assertThat(subject.ask("scan s /nowhere")).isEqualTo("ok scan s /nowhere\n");
    }
  }

  @Test
  void programThatDiesAtOnceIsHeldBack() throws IOException {
    String worker =
        """
        #!/bin/sh
        echo started >>starts
        exit 3
        """;
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, worker, "-x", "4", "-l", "-w", "300")) {
      long beginNanos = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        // A request whose worker was dead before it was written goes to another. Until they are
        // reaped, all slots may be taken by the dead.
        assertThat(subject.ask("scan q" + i + " /nowhere")).isIn(UNABLE, NO_RESPONSE, NONE_FREE);
      }
      Until.holds("all are reaped", () -> allAreStopped(subject));
      // Two deaths are known, then each slot is tried before the third is; then one start a wait.
      long most = 2L + 4 + waitsOver(0.8, System.nanoTime() - beginNanos);
      assertThat(starts(subject)).isBetween(3L, most);
    }
  }

  @Test
  void minimumOfWorkersThatDieAtOnceDoesNotSpin() throws Exception {
    String worker =
        """
        #!/bin/sh
        echo started >>starts
        exit 3
        """;
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, worker, "-m", "4", "-x", "4", "-w", "1")) {
      Until.holds("three were tried", () -> starts(subject) >= 3 && allAreStopped(subject));
      long before = starts(subject);
      long beginNanos = System.nanoTime();
      assertThat(subject.ask("scan q /nowhere")).isIn(UNABLE, NO_RESPONSE);
      try (Wire quiet = subject.listener()) {
        assertThat(quiet.line()).isEqualTo("*OK");
        assertThat(quiet.line(Duration.ofSeconds(8))).isEmpty();
      }
      // Unhindered there would be one start a second. The first wait may be over at once.
      int waits = 1 + waitsOver(1.6, System.nanoTime() - beginNanos);
      assertThat(starts(subject) - before).isLessThanOrEqualTo(waits);
    }
  }

  /** How many waits may be over by then, one start each: they double, from the shortest first. */
  private static int waitsOver(double firstSeconds, long elapsedNanos) {
    int waits = 0;
    double startIntervalSeconds = firstSeconds;
    for (double overSeconds = startIntervalSeconds; overSeconds <= elapsedNanos / 1e9; waits++) {
      startIntervalSeconds *= 2;
      overSeconds += startIntervalSeconds;
    }
    return waits;
  }

  private static boolean allAreStopped(ProgramUnderTest subject) {
    return subject.states().equals("SSSS");
  }

  private static long starts(ProgramUnderTest subject) throws IOException {
    Path file = subject.spool().resolve("starts");
    return Files.exists(file) ? Files.readString(file, ISO_8859_1).lines().count() : 0;
  }
}

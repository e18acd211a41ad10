package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A multiplexor whose pool breaks leaves a file with which the fault is seen again. */
final class BrokenPoolIT {
  private static final Path ROOT = Program.projectRoot();
  private static final Path BROKEN_CLASS = Path.of("dev/tidegate/pool/requests/DomainLimit.java");
  private static final String FAULT = "broken on purpose";
  private static final int EX_SOFTWARE = 70;

  @Test
  void leavesItsInputsWhichBreakAPoolOfTheSameBuildAgainAndNoOther() throws Exception {
    Path broken = brokenBuild();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> program =
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            broken + ":" + ROOT.resolve("daemon/target/tidegate-daemon.jar"),
            "dev.tidegate.daemon.Multiplexor");
    Path record;
    try (ProgramUnderTest subject =
            ProgramUnderTest.startIn(
                Place.HERE, program, ProgramUnderTest.PATIENT_WORKER, "-x", "3", "-y", "1");
        Wire json = subject.listenerTo("?* json snapshot");
        Wire letters = subject.listenerTo("?* snapshot")) {
      for (int i = 0; i < 20; i++) {
        assertThat(subject.ask("scan q" + i + " /nowhere")).startsWith("ok scan");
        json.send("?* json snapshot heartbeat=" + (i + 1) + "\n");
        assertThat(json.line()).isNotEmpty();
        assertThat(letters.line()).isNotEmpty();
      }
      try (Wire fatal = subject.request("recipok <a@example.com> <b@x> 192.0.2.1 h ? helo /d q")) {
        assertThat(fatal.rest()).isEqualTo("error: Internal error\n");
      }
      assertThat(subject.awaitExit(Duration.ofMinutes(1))).isEqualTo(EX_SOFTWARE);
      record = copyOfRecord(subject.spool());
    }

    String pool = ROOT.resolve("pool/target") + "/";
    String classes =
        pool + "test-classes:" + pool + "classes:" + ROOT.resolve("protocol/target/classes");
    Outcome again = replay(java, broken + ":" + classes, record);
    assertThat(again.output()).contains("all since the start").contains(FAULT);
    assertThat(again.status()).isNotZero();
    Outcome elsewhere = replay(java, classes, record);
    assertThat(elsewhere.output()).contains("replayed: the pool is not broken by these inputs");
    assertThat(elsewhere.status()).isZero();
    Files.delete(record);
  }

  private static Outcome replay(String java, String classPath, Path record) {
    return Outcome.of(
        List.of(java, "-cp", classPath, "dev.tidegate.pool.simulation.Replay", record.toString()));
  }

  private static Path copyOfRecord(Path spool) throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      Path record =
          files
              .filter(each -> each.getFileName().toString().startsWith("tidegate-events-"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no record in " + spool));
      Path copy = Files.createTempFile("tidegate-record", ".txt");
      return Files.write(copy, Files.readAllBytes(record));
    }
  }

  /** Compiles one class of the pool with a fault, for the front of a class path. */
  private static Path brokenBuild() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidebroken");
    Outcome.of(List.of("chmod", "755", folder.toString())).succeeded();
    String source = Files.readString(ROOT.resolve("pool/src/main/java").resolve(BROKEN_CLASS));
    String signature = "public boolean isReached(String domain) {";
    assertThat(source).contains(signature);
    Path file = folder.resolve(BROKEN_CLASS.getFileName().toString());
    Files.writeString(
        file,
        source.replace(
            signature,
            signature
                + " if (!domain.isEmpty()) throw new IllegalStateException(\""
                + FAULT
                + "\");"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), file.toString());
    assertThat(status).isZero();
    Outcome.of(List.of("chmod", "-R", "a+rX", folder.toString())).succeeded();
    return folder;
  }
}

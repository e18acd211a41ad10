package dev.tidegate.acceptance.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The complete listener of the README, as it stands there, with the library as it is packaged. */
final class ReadmeListenerIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "tidereadme");
  }

  @AfterEach
  void removeFolder() {
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }

  @Test
  void itHasTenLines() throws IOException {
    assertThat(code().lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void itKnowsTheStateAtOnceAndThatItDoesNotAfterTheEnd(Program program) throws IOException {
    Path said = folder.resolve("said");
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        Wire request = subject.request("scan q hold")) {
      Until.holds("the one worker is busy", () -> subject.states().equals("B"));
      Process listener = start(subject, said);
      try {
        awaitSaid(said, "unknown", "NONE_FREE");
        subject.gate().open();
        assertThat(request.rest()).isEqualTo("ok scan q hold\n");
        awaitSaid(said, "unknown", "NONE_FREE", "SOME_FREE");
        subject.signal("KILL");
        awaitSaid(said, "unknown", "NONE_FREE", "SOME_FREE", "unknown");
        assertThat(listener.isAlive()).isTrue();
      } finally {
        listener.destroyForcibly();
      }
    }
  }

  private Process start(ProgramUnderTest subject, Path said) throws IOException {
    Path source = Files.writeString(folder.resolve("WorkersFree.java"), code());
    return new ProcessBuilder(
            JAVA.toString(),
            "-cp",
            jar().toString(),
            source.toString(),
            subject.spool().resolve("notify.sock").toString(),
            subject.commandSocket().toString())
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  private static Path jar() throws IOException {
    try (var files = Files.list(Program.projectRoot().resolve("protocol/target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("tidegate-protocol-[\\d.]+\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A state that is said again is left out. */
  private static void awaitSaid(Path said, String... states) {
    Until.holds(
        "it says " + List.of(states),
        java.time.Duration.ofMinutes(1),
        () ->
            Files.readAllLines(said).stream()
                .reduce(
                    List.<String>of(),
                    (before, line) -> withoutRepetition(before, line),
                    (one, other) -> one)
                .equals(List.of(states)),
        () -> text(said));
  }

  private static List<String> withoutRepetition(List<String> before, String line) {
    return !before.isEmpty() && before.getLast().equals(line)
        ? before
        : java.util.stream.Stream.concat(before.stream(), java.util.stream.Stream.of(line))
            .toList();
  }

  private static String text(Path said) {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String code() throws IOException {
    return Files.readString(Program.projectRoot().resolve("README.md"), UTF_8)
        .lines()
        .dropWhile(line -> !line.equals("```java"))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .collect(joining("\n", "", "\n"));
  }
}

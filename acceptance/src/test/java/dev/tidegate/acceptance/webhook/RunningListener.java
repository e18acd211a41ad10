package dev.tidegate.acceptance.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@code tidegate listen} that runs. */
final class RunningListener implements AutoCloseable {

  private final Process process;
  private final Path said;

  private RunningListener(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  static RunningListener start(List<String> options) {
    return start(List.of(), options);
  }

  /** Starts it through a command that becomes it. */
  static RunningListener start(List<String> before, List<String> options) {
    try {
      Path said = Files.createTempFile("tidegate-listen", ".txt");
      List<String> words = new ArrayList<>(before);
      words.addAll(List.of(Program.launcher().toString(), "listen"));
      words.addAll(options);
      Process process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile()).start();
      return new RunningListener(process, said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that it has printed and said. */
  String said() {
    try {
      return Files.readString(said, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitSaid(String words) {
    Until.holds(
        "it says " + words, Duration.ofMinutes(1), () -> said().contains(words), this::said);
  }

  long pid() {
    return process.pid();
  }

  /** Ends it at once, as a crash does. */
  void kill() {
    Outcome.of(List.of("kill", "-KILL", Long.toString(process.pid()))).succeeded();
    Until.holds("it is dead", () -> !process.isAlive());
  }

  /** Tells it to end; returns its status. */
  int stop() {
    Outcome.of(List.of("kill", "-TERM", Long.toString(process.pid()))).succeeded();
    return awaitEnd();
  }

  int awaitEnd() {
    Until.holds("it ends", () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.delete(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

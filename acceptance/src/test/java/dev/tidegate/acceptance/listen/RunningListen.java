package dev.tidegate.acceptance.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.TimeUnit;

/** A {@code tidegate listen} that runs, and what it has said so far. */
final class RunningListen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final Process process;

  private RunningListen(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts it with these options. */
  static RunningListen start(String... options) {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidelisten");
      // A caller in the background may ignore them, and what is ignored stays so.
      List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
      words.addAll(List.of(Program.launcher().toString(), "listen"));
      words.addAll(List.of(options));
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectOutput(folder.resolve("out").toFile())
              .redirectError(folder.resolve("err").toFile());
      builder.environment().put("TIDEGATE_TAG", "inherited");
      return new RunningListen(folder, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    return text("out");
  }

  List<String> lines() {
    return output().lines().toList();
  }

  String errors() {
    return text("err");
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitOutput(String part) {
    Until.holds(part + " is printed", PATIENCE, () -> output().contains(part), this::evidence);
  }

  void awaitErrors(String part) {
    Until.holds(part + " is told", PATIENCE, () -> errors().contains(part), this::evidence);
  }

  /** Waits until it ends by itself. */
  int status() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end\n" + evidence());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void signal(String name) {
    Outcome.of(List.of("kill", "-" + name, Long.toString(process.pid()))).succeeded();
  }

  String evidence() {
    return "printed:\n" + output() + "told:\n" + errors();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }
}

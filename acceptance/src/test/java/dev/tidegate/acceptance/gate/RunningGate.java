package dev.tidegate.acceptance.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code tidegate gate} that runs in a mail host. */
public final class RunningGate implements AutoCloseable {

  private final Process process;
  private final Path said;

  private RunningGate(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /** Starts one there; programs that it runs are looked for in that folder first. */
  public static RunningGate start(SmtpHost mail, Path programs, List<String> options) {
    try {
      Path said = Files.createTempFile("tidegate-gate", ".txt");
      List<String> words =
          new ArrayList<>(List.of("env", "PATH=" + programs + ":" + System.getenv("PATH")));
      words.addAll(List.of(Program.launcher().toString(), "gate"));
      words.addAll(options);
      Process process =
          new ProcessBuilder(mail.host().command(words))
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      return new RunningGate(process, said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal by its name to the gate's own process. */
  public void signal(String name) {
    ProcessHandle gate = process.toHandle().children().findFirst().orElseThrow();
    Outcome.of(List.of("kill", "-" + name, Long.toString(gate.pid()))).succeeded();
  }

  /** Returns once it has said a line with this in it. */
  public void awaitSaid(String words) {
    Until.holds("the gate says " + words, () -> said().contains(words));
  }

  /** Everything that it has said. */
  public String said() {
    try {
      return Files.readString(said, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once it has ended, with its exit status. */
  public int awaitEnd() {
    Until.holds("the gate ends", () -> !process.isAlive());
    return process.exitValue();
  }

  /** Ends it at once. */
  @Override
  public void close() {
    List<ProcessHandle> all = process.toHandle().descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
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

package dev.tidegate.acceptance.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@code tidegate dashboard} that watches pools which may be exchanged under their names. */
final class RunningDashboard implements AutoCloseable {
  static final String TOKEN = "a-token-of-thirty-two-characters";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final HeldPort port;
  private final List<String> words = new ArrayList<>();
  private final URI address;
  private Process process;

  private RunningDashboard(Path folder, HeldPort port, List<String> names) throws IOException {
    this.folder = folder;
    this.port = port;
    this.address = URI.create("http://127.0.0.1:" + port.number() + "/");
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    words.addAll(List.of(Program.launcher().toString(), "dashboard"));
    words.addAll(List.of("--listen", "127.0.0.1:" + port.number()));
    words.addAll(List.of("--allow-actions", "--token-file", token.toString()));
    for (String name : names) {
      words.addAll(List.of("--to", name + "=" + folder.resolve(name + ".notify")));
    }
    for (String name : names) {
      words.addAll(List.of("--control", folder.resolve(name + ".control").toString()));
    }
    process = launched();
  }

  /** Starts it for pools of these names, which are there as soon as they are led to. */
  static RunningDashboard start(String... names) {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tideboard");
      return new RunningDashboard(folder, HeldPort.take(), List.of(names));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launched() throws IOException {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()))
        .start();
  }

  /** Lets a name mean this multiplexor from now on. */
  void lead(String name, ProgramUnderTest subject) {
    try {
      link(folder.resolve(name + ".control"), subject.commandSocket());
      link(folder.resolve(name + ".notify"), subject.spool().resolve("notify.sock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target);
  }

  URI address() {
    return address;
  }

  URI address(String name) {
    return address.resolve("#host=" + name);
  }

  void awaitListening() {
    Until.holds(
        "it says where to look",
        PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + "\n" + output());
          }
          return output().contains(address.toString());
        },
        this::output);
  }

  String output() {
    try {
      return Files.readString(folder.resolve("output"), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once, as a crash would. */
  void crash() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again, at the same address. */
  void startAgain() {
    try {
      process = launched();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    crash();
    port.close();
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }
}

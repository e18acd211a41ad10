package dev.tidegate.acceptance.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Our multiplexor behind systemd-socket-activate, which opens sockets, starts it at the first
 * connection and becomes it.
 */
final class ActivatedProgram implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Process process;

  private ActivatedProgram(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** What is passed: options of systemd-socket-activate, in which DIR is the spool directory. */
  static ActivatedProgram with(List<String> activation, String... options) {
    Program.OURS.require();
    Requirements.programs("systemd-socket-activate");
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tideactive");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Script.write(folder.resolve("worker"), ProgramUnderTest.PATIENT_WORKER);
      List<String> words = new ArrayList<>(List.of("systemd-socket-activate"));
      if (System.getenv("JAVA_HOME") != null) {
        words.add("--setenv=JAVA_HOME");
      }
      activation.forEach(word -> words.add(word.replace("DIR", folder.toString())));
      words.addAll(Program.OURS.command());
      words.addAll(List.of("-z", folder.toString(), "-f", folder.resolve("worker").toString()));
      words.addAll(List.of("-s", "mx.sock", "-p", folder.resolve("pid").toString()));
      if (Requirements.isRoot()) {
        words.addAll(List.of("-U", "defang"));
        Place.HERE.run("chown", "defang", folder.toString()).succeeded();
      }
      words.addAll(List.of(options));
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      ActivatedProgram program = new ActivatedProgram(folder, process);
      long sockets = activation.stream().filter(word -> word.startsWith("--listen=")).count();
      Until.holds(
          "the sockets are open",
          () ->
              program.output().lines().filter(l -> l.startsWith("Listening on")).count()
                  == sockets);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path socket(String name) {
    return folder.resolve(name);
  }

  Wire connect(String name) {
    return Wire.connect(socket(name));
  }

  void awaitListening(String name) {
    Until.holds(
        name + " listens",
        () -> {
          try {
            connect(name).close();
            return true;
          } catch (UncheckedIOException notYet) {
            return false;
          }
        });
  }

  /** Asks on the command socket. */
  String ask(String line) {
    try (Wire wire = connect("mx.sock")) {
      return wire.send(line + "\n").rest();
    }
  }

  /** What it printed so far. */
  String output() {
    try {
      return Files.readString(folder.resolve("output"), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends TERM to the multiplexor, wherever it is, and returns when it is gone. */
  void stop() {
    try {
      String pid = Files.readString(folder.resolve("pid"), ISO_8859_1).strip();
      Place.HERE.run("kill", pid).succeeded();
      Until.holds("the pid file is gone", () -> !Files.exists(folder.resolve("pid")));
      Until.holds("it ends", () -> !Files.exists(Path.of("/proc", pid, "fd", "0")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The exit status of what was started. */
  int exitStatus() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    // In the background it is no child; it may also be one that has not come far enough for TERM.
    Place.HERE.run(
        "sh", "-c", "[ ! -s " + folder + "/pid ] || kill -KILL $(cat " + folder + "/pid) || true");
    process.destroyForcibly();
    process.onExit().join();
    Place.HERE.run("rm", "-rf", folder.toString()).succeeded();
  }
}

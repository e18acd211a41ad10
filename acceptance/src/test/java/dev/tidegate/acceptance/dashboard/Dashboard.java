package dev.tidegate.acceptance.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code tidegate dashboard} that runs. */
final class Dashboard implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern URL = Pattern.compile("look at http://127\\.0\\.0\\.1:(\\d+)/");
  private static final Pattern PATH = Pattern.compile("look at unix:(\\S+)");

  private final Path errors;
  private final Process process;

  private Dashboard(Path errors, Process process) {
    this.errors = errors;
    this.process = process;
  }

  /** Starts it at any free port, unless the options say where. */
  static Dashboard start(String... options) {
    try {
      Path errors = Files.createTempFile("tidegate-dashboard", ".err");
      List<String> words = new ArrayList<>(List.of(Program.launcher().toString(), "dashboard"));
      words.addAll(List.of(options));
      if (!words.contains("--listen")) {
        words.addAll(List.of("--listen", "127.0.0.1:0"));
      }
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(errors.toFile())
              .start();
      return new Dashboard(errors, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where it listens, once it does. */
  SocketAddress address() {
    awaitSaid("look at ");
    Matcher url = URL.matcher(said());
    if (url.find()) {
      return new InetSocketAddress(
          InetAddress.getLoopbackAddress(), Integer.parseInt(url.group(1)));
    }
    Matcher path = PATH.matcher(said());
    if (path.find()) {
      return UnixDomainSocketAddress.of(path.group(1));
    }
    throw new AssertionError(said());
  }

  int port() {
    return ((InetSocketAddress) address()).getPort();
  }

  /** Gets something by the name of this machine. */
  Exchange get(String path, String... headers) {
    return Exchange.with(address(), "GET " + path, "localhost", List.of(headers), "");
  }

  Exchange post(String path, String body, String... headers) {
    return Exchange.with(address(), "POST " + path, "localhost", List.of(headers), body);
  }

  /** What it has said so far. */
  String said() {
    try {
      return Files.readString(errors, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitSaid(String part) {
    Until.holds(
        part + " is said",
        PATIENCE,
        () -> {
          if (!process.isAlive() && !said().contains(part)) {
            throw new AssertionError("it ended\n" + said());
          }
          return said().contains(part);
        },
        this::said);
  }

  /** Waits until the body at that path has this in it. */
  void await(String path, String part) {
    Until.holds(path + " has " + part, PATIENCE, () -> get(path).body().contains(part), this::said);
  }

  /** Ends it as a service manager does; returns its status. */
  int stop() {
    return signal("TERM");
  }

  private int signal(String name) {
    Outcome.of(List.of("kill", "-" + name, Long.toString(process.pid()))).succeeded();
    return status();
  }

  /** Waits until it ends by itself. */
  int status() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end\n" + said());
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

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
      Files.deleteIfExists(errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

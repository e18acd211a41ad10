package dev.tidegate.acceptance.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A demonstration whose output goes into a pipe that is read. */
final class RunningDemo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final InputStream pipe;

  private RunningDemo(Process process) {
    this.process = process;
    pipe = process.getInputStream();
    Thread.ofVirtual().start(this::read);
  }

  static RunningDemo start(String... options) throws IOException {
    // A build that runs in the background would have it ignore INT.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
    words.addAll(List.of(Program.launcher().toString(), "demo"));
    words.addAll(List.of(options));
    return new RunningDemo(new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  private void read() {
    byte[] bytes = new byte[8192];
    try {
      for (int count = pipe.read(bytes); count >= 0; count = pipe.read(bytes)) {
        output.write(bytes, 0, count);
      }
    } catch (IOException closedByTheTest) {
      // What was read stands.
    }
  }

  String output() {
    return output.toString(UTF_8);
  }

  /** The directory that it has made for itself. */
  Path spool() {
    return spool(process.pid());
  }

  static Path spool(long pid) {
    return Path.of("/tmp/tidegate-demo-" + pid);
  }

  void awaitOutput(String text) {
    Until.holds("says: " + text, PATIENCE, () -> output().contains(text), this::output);
  }

  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  void signal(String name) {
    Outcome.of(List.of("kill", "-" + name, Long.toString(process.pid())), "").succeeded();
  }

  void stopReading() throws IOException {
    pipe.close();
  }

  void killMultiplexor() {
    process.children().forEach(ProcessHandle::destroyForcibly);
  }

  /** Runs a plaything in the directory and returns what it prints. */
  String play(String... words) throws IOException {
    Process plaything = new ProcessBuilder(words).directory(spool().toFile()).start();
    return new String(plaything.getInputStream().readAllBytes(), UTF_8);
  }

  void assertNothingIsLeft() {
    assertNothingIsLeftOf(process.pid());
  }

  static void assertNothingIsLeftOf(long pid) {
    String mark = spool(pid) + "/";
    assertThat(ProcessHandle.allProcesses())
        .as("processes")
        .noneMatch(each -> each.info().commandLine().orElse("").contains(mark));
    assertThat(spool(pid)).doesNotExist();
  }

  /** Ends it, should the test have failed before its end; asked first, so that it can clear up. */
  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
      }
      pipe.close();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

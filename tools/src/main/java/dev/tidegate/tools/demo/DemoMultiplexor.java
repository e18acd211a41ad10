package dev.tidegate.tools.demo;

import dev.tidegate.client.ControlClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The multiplexor that is shown, a process of ours, with its workers. */
final class DemoMultiplexor {
  static final int SLOTS = 4;
  private static final int MIN_WORKERS = 2;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofSeconds(3);
  private static final long LOOK_MILLIS = 20;

  private final DemoFolder spool;
  private final Process process;

  private DemoMultiplexor(DemoFolder spool, Process process) {
    this.spool = spool;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param program the program and what stands before the multiplexor's own options
   */
  static DemoMultiplexor start(List<String> program, DemoFolder spool) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(options(spool));
    File log = spool.log().toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(spool.directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectError(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return new DemoMultiplexor(spool, process);
  }

  private static List<String> options(DemoFolder spool) {
    List<String> options = new ArrayList<>(List.of("-D", "-Z"));
    spool.user().ifPresent(user -> options.addAll(List.of("-U", user.getName())));
    options.addAll(List.of("-m", "" + MIN_WORKERS, "-x", "" + SLOTS, "-w", "1"));
    options.addAll(List.of("-b", "" + Timetable.BUSY_TIMEOUT_SECONDS));
    options.addAll(List.of("-z", spool.directory().toString()));
    options.addAll(List.of("-s", spool.commandSocket().toString()));
    options.addAll(List.of("-O", spool.notifySocket().toString()));
    options.addAll(List.of("-f", spool.workerProgram().toString()));
    return options;
  }

  /** Waits until it answers. */
  void awaitReady() throws IOException, InterruptedException {
    ControlClient client = new ControlClient(spool.commandAddress(), ANSWER);
    long startNanos = System.nanoTime();
    while (true) {
      try {
        client.ask("free");
        return;
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          throw new IOException(
              "the multiplexor ended at once, status " + process.exitValue() + log(), notYet);
        }
        if (System.nanoTime() - startNanos > START.toNanos()) {
          throw new IOException(
              "the multiplexor did not answer within " + START.toSeconds() + " s" + log(), notYet);
        }
        process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Returns the end of what it wrote, in front of it a colon; empty if it wrote nothing. */
  String log() {
    try {
      List<String> lines = Files.readAllLines(spool.log(), StandardCharsets.ISO_8859_1);
      List<String> last = lines.subList(Math.max(0, lines.size() - 5), lines.size());
      return last.isEmpty() ? "" : ":\n  " + String.join("\n  ", last);
    } catch (IOException none) {
      return "";
    }
  }

  /** Returns its exit status once it has ended. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to end, and sees to it that nothing of it is left. */
  void stop() throws InterruptedException {
    Collection<ProcessHandle> family = family();
    process.destroy();
    process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    killAll(family);
  }

  /** Ends it and its workers at once. */
  void kill() throws InterruptedException {
    killAll(family());
  }

  private void killAll(Collection<ProcessHandle> family) throws InterruptedException {
    process.destroyForcibly();
    Set<ProcessHandle> left = new LinkedHashSet<>(family);
    long startNanos = System.nanoTime();
    do {
      left.addAll(ours());
      left.removeIf(each -> !each.isAlive() || isZombie(each));
      left.forEach(ProcessHandle::destroyForcibly);
      if (!left.isEmpty()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } while (!left.isEmpty() && System.nanoTime() - startNanos < SWEEP.toNanos());
    process.waitFor();
  }

  private Collection<ProcessHandle> family() {
    return process.descendants().toList();
  }

  /** Nobody but its new parent can do anything about it. */
  private static boolean isZombie(ProcessHandle each) {
    return each.info().command().isEmpty() && each.info().commandLine().isEmpty();
  }

  /** Finds by their command lines those that were born while their parent was dying. */
  private List<ProcessHandle> ours() {
    String mark = spool.workerProgram().toString();
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != ProcessHandle.current().pid())
        .filter(each -> each.info().commandLine().map(line -> line.contains(mark)).orElse(false))
        .toList();
  }
}

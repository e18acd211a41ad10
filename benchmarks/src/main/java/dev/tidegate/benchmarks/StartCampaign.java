package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.MemoryRow;
import dev.tidegate.benchmarks.Measurements.StartKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long starts take, and what memory is needed after a given number of requests. */
final class StartCampaign {
  private static final long START_LIMIT_SECONDS = 60;
  private static final long STOP_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double MEMORY_LIMIT_SECONDS = 60;

  private final BenchHost benchHost;
  private final Measurements measurements;

  StartCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
    this.measurements = benchHost.measurements();
  }

  void starts() throws IOException {
    int starts = benchHost.runs(benchHost.plan().pace().starts());
    for (int start = 0; start < starts; start++) {
      for (Program program : benchHost.programs()) {
        List<String> command = benchHost.commands().of(program);
        try (MultiplexorProcess multiplexor = MultiplexorProcess.start(command, 1)) {
          add(new StartKey(program, false), multiplexor.startUpNanos() / NANOS_PER_MILLI);
        }
        add(new StartKey(program, true), daemonStartNanos(command) / NANOS_PER_MILLI);
      }
    }
  }

  private void add(StartKey key, double millis) {
    measurements.startMillis().add(key, millis);
    benchHost.say(
        "%-9s %s %.0f ms",
        key.program().label(),
        key.daemon() ? "daemon: first process ended after" : "first client connected after",
        millis);
  }

  /** From exec until the process that was started has ended and left a daemon behind. */
  private static long daemonStartNanos(List<String> program) throws IOException {
    try (Spool spool = Spool.make()) {
      Path pidFile = spool.path("daemon.pid");
      List<String> command = new ArrayList<>(program);
      command.addAll(MultiplexorProcess.options(1));
      command.addAll(spool.options().toList());
      command.addAll(List.of("-p", pidFile.toString()));
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(spool.path("output.log").toFile())
              .start();
      if (!process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the daemon's first process does not end");
      }
      long elapsed = System.nanoTime() - start;
      if (process.exitValue() != 0) {
        throw new IOException(
            "the daemon's first process ended with status " + process.exitValue());
      }
      spool.openGate();
      end(Long.parseLong(Files.readString(pidFile).strip()));
      return elapsed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a daemon starts");
    }
  }

  private static void end(long pid) throws IOException {
    Libc libc = new Libc();
    libc.terminate(pid);
    long deadline = System.nanoTime() + STOP_LIMIT_NANOS;
    while (libc.exists(pid)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the daemon " + pid + " does not end");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  void memory() throws IOException {
    long requests = benchHost.plan().pace().memoryRequests();
    for (Program program : benchHost.programs()) {
      try (Subject subject = benchHost.subject(program, Plan.MEMORY_WORKERS)) {
        subject.measure(Plan.MEMORY_CLIENTS, MEMORY_LIMIT_SECONDS, requests);
        ProcessFigures figures = subject.multiplexor().figures();
        measurements
            .memory()
            .add(
                new MemoryRow(
                    program,
                    "after %,d requests".formatted(requests),
                    Plan.MEMORY_WORKERS,
                    0,
                    figures.residentMib(),
                    figures.residentPeakMib()));
        benchHost.say("%s: %.1f MiB", program.label(), figures.residentMib());
      } catch (Subject.CrashedException crash) {
        benchHost.crashed(program, Plan.MEMORY_WORKERS, Plan.MEMORY_CLIENTS, crash);
      }
    }
  }

  /** What the generator alone reaches. */
  void ceilings() throws IOException {
    Plan plan = benchHost.plan();
    Path folder = Files.createTempDirectory("tidegate-bench");
    Path socket = folder.resolve("echo.sock");
    for (int clients : plan.grid().clients()) {
      try (EchoServer server = new EchoServer(socket);
          LoadGenerator generator = new LoadGenerator(server.socket(), clients)) {
        generator.run(Subject.nanos(plan.pace().warmUpSeconds() / 4));
        measurements.ceilings().put(clients, generator.run(Subject.nanos(plan.pace().seconds())));
        generator.drain();
      } finally {
        Files.deleteIfExists(socket);
      }
    }
    Files.delete(folder);
  }
}

package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.LoadGenerator.Load;
import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs both programs under every load and collects what was measured. Both are up at once and take
 * turns under load, so that whatever else the machine does meets both; the idle one costs nothing.
 */
final class Campaign {
  private final BenchOptions options;
  private final Path root;
  private final PrintStream progress;
  private final Measurements measurements = new Measurements();

  Campaign(BenchOptions options, Path root, PrintStream progress) {
    this.options = options;
    this.root = root;
    this.progress = progress;
  }

  Measurements run() throws IOException {
    for (int workers : options.workers()) {
      for (int listeners : options.listeners()) {
        List<Subject> subjects = new ArrayList<>();
        try {
          for (Program program : options.programs()) {
            subjects.add(Subject.start(new StartKey(program, workers, listeners), root));
            subjects.getLast().warmUp(options.warmUpSeconds());
          }
          for (int clients : options.clients()) {
            takeTurns(subjects, clients);
          }
          for (Subject subject : subjects) {
            measurements.add(subject.key(), subject.startSample());
          }
        } finally {
          for (Subject subject : subjects) {
            subject.close();
          }
        }
      }
    }
    return measurements;
  }

  /** The program that begins changes with every run. */
  private void takeTurns(List<Subject> subjects, int clients) throws IOException {
    for (int run = 0; run < options.runs(); run++) {
      for (Subject subject : run % 2 == 0 ? subjects : subjects.reversed()) {
        CellKey cell =
            new CellKey(
                subject.key().program(),
                subject.key().workers(),
                clients,
                subject.key().listeners());
        CellSample sample = subject.measure(clients, options.seconds());
        measurements.add(cell, sample);
        progress.printf(
            "N=%-3d K=%-2d listeners=%d run %d  %-9s  %6.0f requests/s  p99 %6.0f us  %.2f CPU"
                + " s/100k%n",
            cell.workers(),
            clients,
            cell.listeners(),
            run + 1,
            cell.program().label(),
            sample.requestsPerSecond(),
            sample.p99Micros(),
            sample.cpuSecondsPer100k());
      }
    }
  }

  /** What the generator alone reaches, by number of clients. */
  Map<Integer, Load> ceilings() throws IOException {
    Map<Integer, Load> ceilings = new TreeMap<>();
    Path folder = Files.createTempDirectory("tidegate-bench");
    Path socket = folder.resolve("echo.sock");
    for (int clients : options.clients()) {
      try (EchoServer server = new EchoServer(socket);
          LoadGenerator generator = new LoadGenerator(server.socket(), clients)) {
        generator.run(Subject.nanos(options.warmUpSeconds() / 2));
        ceilings.put(clients, generator.run(Subject.nanos(options.seconds())));
        generator.drain();
      } finally {
        Files.deleteIfExists(socket);
      }
    }
    Files.delete(folder);
    return ceilings;
  }
}

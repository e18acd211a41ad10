package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.LoadGenerator.Load;
import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import dev.tidegate.benchmarks.Measurements.StartSample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs both programs in turn under every load and collects what was measured. */
final class Campaign {
  private static final double CELL_WARM_UP_SECONDS = 0.3;
  private static final int WARM_UP_CLIENTS = 8;

  private final BenchOptions options;
  private final Path root;
  private final PrintStream progress;
  private final Measurements measurements = new Measurements();

  Campaign(BenchOptions options, Path root, PrintStream progress) {
    this.options = options;
    this.root = root;
    this.progress = progress;
  }

  /** The program that begins changes with every pass. */
  Measurements run() throws IOException {
    for (int pass = 0; pass < options.runs(); pass++) {
      List<Program> programs = pass % 2 == 0 ? options.programs() : options.programs().reversed();
      for (int workers : options.workers()) {
        for (int listeners : options.listeners()) {
          for (Program program : programs) {
            measureStart(new StartKey(program, workers, listeners), pass);
          }
        }
      }
    }
    return measurements;
  }

  /** What the generator alone reaches, by number of clients. */
  Map<Integer, Load> ceilings() throws IOException {
    Map<Integer, Load> ceilings = new TreeMap<>();
    Path folder = Files.createTempDirectory("tidegate-bench");
    Path socket = folder.resolve("echo.sock");
    for (int clients : options.clients()) {
      try (EchoServer server = new EchoServer(socket);
          LoadGenerator generator = new LoadGenerator(server.socket(), clients)) {
        generator.run(nanos(options.warmUpSeconds() / 2));
        ceilings.put(clients, generator.run(nanos(options.seconds())));
        generator.drain();
      } finally {
        Files.deleteIfExists(socket);
      }
    }
    Files.delete(folder);
    return ceilings;
  }

  private void measureStart(StartKey key, int pass) throws IOException {
    try (MultiplexorProcess multiplexor =
        MultiplexorProcess.start(key.program(), root, key.workers())) {
      multiplexor.fill(key.workers());
      try (Listeners listeners = new Listeners(multiplexor.notifySocket(), key.listeners())) {
        try (LoadGenerator generator =
            new LoadGenerator(multiplexor.commandSocket(), WARM_UP_CLIENTS)) {
          generator.run(nanos(options.warmUpSeconds()));
          generator.drain();
        }
        for (int clients : options.clients()) {
          CellKey cell = new CellKey(key.program(), key.workers(), clients, key.listeners());
          CellSample sample = measureCell(multiplexor, listeners, cell);
          measurements.add(cell, sample);
          progress.printf(
              "pass %d  N=%-3d K=%-2d listeners=%d  %-9s  %6.0f requests/s  p99 %6.0f us  %.2f CPU"
                  + " s/100k%n",
              pass + 1,
              cell.workers(),
              clients,
              cell.listeners(),
              cell.program().label(),
              sample.requestsPerSecond(),
              sample.p99Micros(),
              sample.cpuSecondsPer100k());
        }
      }
      ProcessFigures figures = multiplexor.figures();
      measurements.add(
          key,
          new StartSample(
              multiplexor.startUpNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1),
              figures.residentKib(),
              figures.residentPeakKib()));
    }
  }

  private CellSample measureCell(MultiplexorProcess multiplexor, Listeners listeners, CellKey cell)
      throws IOException {
    Listeners.Heard heardBefore = listeners.heardWhenQuiet();
    try (LoadGenerator generator = new LoadGenerator(multiplexor.commandSocket(), cell.clients())) {
      Load warmUp = generator.run(nanos(CELL_WARM_UP_SECONDS));
      ProcessFigures before = multiplexor.figures();
      long listenersBefore = listeners.cpuNanos();
      Load load = generator.run(nanos(options.seconds()));
      ProcessFigures after = multiplexor.figures();
      long ownCpuNanos = load.ownCpuNanos() + listeners.cpuNanos() - listenersBefore;
      Load rest = generator.drain();
      Listeners.Heard heard = listeners.heardWhenQuiet();
      long requests = warmUp.answered() + load.answered() + rest.answered();
      double cpuSeconds = after.cpuSecondsSince(before);
      double elapsedSeconds = load.elapsedNanos() / 1e9;
      return new CellSample(
          load.requestsPerSecond(),
          load.latenciesNanos().getValueAtPercentile(50) / 1e3,
          load.latenciesNanos().getValueAtPercentile(99) / 1e3,
          load.latenciesNanos().getValueAtPercentile(99.9) / 1e3,
          cpuSeconds * 100_000 / load.answered(),
          cpuSeconds / elapsedSeconds,
          ownCpuNanos / (double) load.elapsedNanos(),
          warmUp.refused() + load.refused() + rest.refused(),
          warmUp.wrong() + load.wrong() + rest.wrong(),
          requests * Listeners.Heard.RECKONED_PER_REQUEST * cell.listeners(),
          heard.reckoned() - heardBefore.reckoned());
    }
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}

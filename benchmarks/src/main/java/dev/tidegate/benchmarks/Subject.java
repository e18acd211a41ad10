package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.LoadGenerator.Load;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import dev.tidegate.benchmarks.Measurements.StartSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One running multiplexor with all of its workers started and its listeners connected. */
final class Subject implements AutoCloseable {
  private static final double CELL_WARM_UP_SECONDS = 0.2;
  private static final int WARM_UP_CLIENTS = 8;

  private final StartKey key;
  private final MultiplexorProcess multiplexor;
  private final Listeners listeners;
  private Listeners.Heard heard;

  private Subject(StartKey key, MultiplexorProcess multiplexor, Listeners listeners) {
    this.key = key;
    this.multiplexor = multiplexor;
    this.listeners = listeners;
    this.heard = listeners.heardWhenQuiet();
  }

  static Subject start(StartKey key, Path root) throws IOException {
    MultiplexorProcess multiplexor = MultiplexorProcess.start(key.program(), root, key.workers());
    try {
      multiplexor.fill(key.workers());
      return new Subject(
          key, multiplexor, new Listeners(multiplexor.notifySocket(), key.listeners()));
    } catch (IOException failure) {
      multiplexor.close();
      throw failure;
    }
  }

  StartKey key() {
    return key;
  }

  void warmUp(double seconds) throws IOException {
    try (LoadGenerator generator =
        new LoadGenerator(multiplexor.commandSocket(), WARM_UP_CLIENTS)) {
      generator.run(nanos(seconds));
      generator.drain();
    }
    heard = listeners.heardWhenQuiet();
  }

  /** Messages are counted over all of it, everything else over the measured time alone. */
  CellSample measure(int clients, double seconds) throws IOException {
    try (LoadGenerator generator = new LoadGenerator(multiplexor.commandSocket(), clients)) {
      Load warmUp = generator.run(nanos(CELL_WARM_UP_SECONDS));
      ProcessFigures before = multiplexor.figures();
      long listenersBefore = listeners.cpuNanos();
      Load load = generator.run(nanos(seconds));
      ProcessFigures after = multiplexor.figures();
      long ownCpuNanos = load.ownCpuNanos() + listeners.cpuNanos() - listenersBefore;
      Load rest = generator.drain();
      Listeners.Heard heardBefore = heard;
      heard = listeners.heardWhenQuiet();
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
          requests * Listeners.Heard.RECKONED_PER_REQUEST * key.listeners(),
          heard.reckoned() - heardBefore.reckoned());
    }
  }

  StartSample startSample() throws IOException {
    ProcessFigures figures = multiplexor.figures();
    return new StartSample(
        multiplexor.startUpNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1),
        figures.residentKib(),
        figures.residentPeakKib());
  }

  @Override
  public void close() throws IOException {
    try {
      listeners.close();
    } finally {
      multiplexor.close();
    }
  }

  static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}

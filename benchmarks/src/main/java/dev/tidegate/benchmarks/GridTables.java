package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.Crash;
import dev.tidegate.benchmarks.Measurements.PoolSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Both programs under load, a line a cell: reference, ours, and ours / reference. */
final class GridTables {
  private final BenchOptions options;
  private final Measurements measurements;

  GridTables(BenchOptions options, Measurements measurements) {
    this.options = options;
    this.measurements = measurements;
  }

  String withoutListeners() {
    Plan.Grid grid = options.plan().grid();
    return both(grid.workers(), grid.clients(), 0);
  }

  String withListeners() {
    Plan.Grid grid = options.plan().grid();
    return both(grid.workersWithListeners(), grid.clientsWithListeners(), Plan.FEW_LISTENERS);
  }

  private String both(List<Integer> workers, List<Integer> clients, int listeners) {
    StringBuilder costs = new StringBuilder();
    costs.append(
        "| N | K | requests/s: reference | ours | ratio | CPU µs a request: reference | ours");
    costs.append(" | ratio | load, cores: reference | ours | ");
    costs.append(listeners == 0 ? "refused/s" : "messages told").append(": reference | ours |\n");
    costs.append("|--:|--:").append("|--:".repeat(10)).append("|\n");
    StringBuilder latencies = new StringBuilder();
    latencies.append(
        "| N | K | p50 µs: reference | ours | ratio | p99 µs: reference | ours | ratio");
    latencies.append(" | p99.9 µs: reference | ours |\n");
    latencies.append("|--:|--:").append("|--:".repeat(8)).append("|\n");
    for (int workerCount : workers) {
      for (int clientCount : clients) {
        costs.append(costs(workerCount, clientCount, listeners));
        latencies.append(latencies(workerCount, clientCount, listeners));
      }
    }
    return costs + "\n" + latencies;
  }

  private String costs(int workers, int clients, int listeners) {
    CellKey ours = new CellKey(Program.OURS, workers, clients, listeners);
    CellKey reference = new CellKey(Program.REFERENCE, workers, clients, listeners);
    List<String> cells = start(ours);
    cells.add(
        crash(reference).orElse(Figures.whole(median(reference, CellSample::requestsPerSecond))));
    cells.add(crash(ours).orElse(Figures.whole(median(ours, CellSample::requestsPerSecond))));
    cells.add(ratio(ours, CellSample::requestsPerSecond));
    cells.add(Figures.one(median(reference, CellSample::cpuMicrosPerRequest)));
    cells.add(Figures.one(median(ours, CellSample::cpuMicrosPerRequest)));
    cells.add(ratio(ours, CellSample::cpuMicrosPerRequest));
    cells.add(Figures.two(median(reference, CellSample::loadShare)));
    cells.add(Figures.two(median(ours, CellSample::loadShare)));
    if (listeners == 0) {
      cells.addAll(pair(reference, ours, CellSample::refusedPerSecond));
    } else {
      cells.add(Figures.percent(told(reference)));
      cells.add(Figures.percent(told(ours)));
    }
    return line(cells);
  }

  private String latencies(int workers, int clients, int listeners) {
    CellKey ours = new CellKey(Program.OURS, workers, clients, listeners);
    CellKey reference = new CellKey(Program.REFERENCE, workers, clients, listeners);
    List<String> cells = start(ours);
    cells.addAll(pair(reference, ours, CellSample::medianMicros));
    cells.add(ratio(ours, CellSample::medianMicros));
    cells.addAll(pair(reference, ours, CellSample::p99Micros));
    cells.add(ratio(ours, CellSample::p99Micros));
    cells.addAll(pair(reference, ours, CellSample::p999Micros));
    return line(cells);
  }

  private static List<String> start(CellKey cell) {
    return new ArrayList<>(
        List.of(Integer.toString(cell.workers()), Integer.toString(cell.clients())));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private List<String> pair(CellKey reference, CellKey ours, ToDoubleFunction<CellSample> figure) {
    return Stream.of(reference, ours).map(key -> Figures.whole(median(key, figure))).toList();
  }

  private String ratio(CellKey cell, ToDoubleFunction<CellSample> figure) {
    return Figures.bold(
        Figures.ratio(measurements, cell.workers(), cell.clients(), cell.listeners(), figure));
  }

  private double median(CellKey key, ToDoubleFunction<CellSample> figure) {
    return measurements.cells().median(key, figure);
  }

  /** The share of what the listeners were owed. */
  private double told(CellKey key) {
    long owed = measurements.cells().sum(key, CellSample::messagesOwed);
    long arrived = measurements.cells().sum(key, CellSample::messagesArrived);
    return owed == 0 ? Double.NaN : arrived / (double) owed;
  }

  /** What stands in a cell that could not be measured. */
  private Optional<String> crash(CellKey key) {
    return measurements.cells().has(key)
        ? Optional.empty()
        : measurements
            .crash(new PoolSize(key.program(), key.workers()))
            .map(Crash::how)
            .map(how -> "crashed: " + how);
  }

  /** Answers that were none or another's, over everything. */
  String wrong() {
    StringBuilder text = new StringBuilder();
    for (Program program : options.programs()) {
      long wrong =
          measurements.cells().keys().stream()
              .filter(key -> key.program() == program)
              .mapToLong(key -> measurements.cells().sum(key, CellSample::wrong))
              .sum();
      text.append(
          "%s: %d requests answered with nothing or with another's answer.\n"
              .formatted(program.label(), wrong));
    }
    return text.toString();
  }
}

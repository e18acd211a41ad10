package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.LoadGenerator.Load;
import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import dev.tidegate.benchmarks.Measurements.StartSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The measurements as Markdown. */
final class Tables {
  private final BenchOptions options;
  private final Measurements measurements;

  /** What is wanted of ours / reference. */
  private enum Aim {
    AT_LEAST_ONE,
    AT_MOST_ONE,
    SHOWN,
    NO_RATIO
  }

  private record Column(String title, int decimals, Aim aim, ToDoubleFunction<CellSample> figure) {

    String cell(double value) {
      return decimals == 0 ? "%.0f".formatted(value) : "%.2f".formatted(value);
    }

    boolean missed(double ratio) {
      return switch (aim) {
        case AT_LEAST_ONE -> ratio < 1;
        case AT_MOST_ONE -> ratio > 1;
        case SHOWN, NO_RATIO -> false;
      };
    }

    boolean judged() {
      return aim == Aim.AT_LEAST_ONE || aim == Aim.AT_MOST_ONE;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("requests/s", 0, Aim.AT_LEAST_ONE, CellSample::requestsPerSecond),
          new Column("p50 µs", 0, Aim.SHOWN, CellSample::medianMicros),
          new Column("p99 µs", 0, Aim.AT_MOST_ONE, CellSample::p99Micros),
          new Column("p99.9 µs", 0, Aim.SHOWN, CellSample::p999Micros),
          new Column("CPU s per 100,000", 2, Aim.AT_MOST_ONE, CellSample::cpuSecondsPer100k),
          new Column("multiplexor, cores", 2, Aim.NO_RATIO, CellSample::multiplexorShare),
          new Column("load, cores", 2, Aim.NO_RATIO, CellSample::loadShare));

  Tables(BenchOptions options, Measurements measurements) {
    this.options = options;
    this.measurements = measurements;
  }

  String aims() {
    List<String> misses = new ArrayList<>();
    int judged = 0;
    for (int listeners : options.listeners()) {
      for (int workers : options.workers()) {
        for (int clients : options.clients()) {
          for (Column column : COLUMNS.stream().filter(Column::judged).toList()) {
            double ratio = ratio(column, workers, clients, listeners);
            judged++;
            if (column.missed(ratio)) {
              misses.add(
                  "| %s | %d | %d | %d | %.2f |\n"
                      .formatted(column.title(), listeners, workers, clients, ratio));
            }
          }
        }
      }
    }
    String met =
        ("Aims met: %d of %d (throughput at least, CPU and p99 at most the reference's,"
                + " in each cell).\n")
            .formatted(judged - misses.size(), judged);
    return misses.isEmpty()
        ? met
        : met
            + "Missed, as ours / reference:\n\n"
            + "| figure | listeners | N | K | ratio |\n|---|--:|--:|--:|--:|\n"
            + String.join("", misses);
  }

  String load(int listeners) {
    StringBuilder table = new StringBuilder();
    table.append("| N | K | program | ");
    table.append(COLUMNS.stream().map(Column::title).collect(Collectors.joining(" | ")));
    table.append(" |\n|--:|--:|---|%s\n".formatted("--:|".repeat(COLUMNS.size())));
    for (int workers : options.workers()) {
      for (int clients : options.clients()) {
        for (Program program : options.programs()) {
          CellKey key = new CellKey(program, workers, clients, listeners);
          table.append("| %d | %d | %s | ".formatted(workers, clients, program.label()));
          table.append(
              COLUMNS.stream()
                  .map(column -> column.cell(measurements.median(key, column.figure())))
                  .collect(Collectors.joining(" | ")));
          table.append(" |\n");
        }
        if (options.programs().size() > 1) {
          table.append("| %d | %d | **ratio** | ".formatted(workers, clients));
          table.append(
              COLUMNS.stream()
                  .map(column -> ratioCell(column, workers, clients, listeners))
                  .collect(Collectors.joining(" | ")));
          table.append(" |\n");
        }
      }
    }
    return table.toString();
  }

  String messages() {
    StringBuilder table = new StringBuilder();
    table.append("| N | K | program | owed | arrived | share |\n");
    table.append("|--:|--:|---|--:|--:|--:|\n");
    int listeners = options.listeners().getLast();
    for (int workers : options.workers()) {
      for (int clients : options.clients()) {
        for (Program program : options.programs()) {
          CellKey key = new CellKey(program, workers, clients, listeners);
          long owed = measurements.sum(key, CellSample::messagesOwed);
          long arrived = measurements.sum(key, CellSample::messagesArrived);
          table.append(
              "| %d | %d | %s | %d | %d | %.2f %% |\n"
                  .formatted(
                      workers, clients, program.label(), owed, arrived, arrived * 100.0 / owed));
        }
      }
    }
    return table.toString();
  }

  String memory() {
    StringBuilder table = new StringBuilder();
    table.append("| N | listeners | program | resident MiB | peak MiB |\n");
    table.append("|--:|--:|---|--:|--:|\n");
    for (int workers : options.workers()) {
      for (int listeners : options.listeners()) {
        for (Program program : options.programs()) {
          StartKey key = new StartKey(program, workers, listeners);
          table.append(
              "| %d | %d | %s | %.1f | %.1f |\n"
                  .formatted(
                      workers,
                      listeners,
                      program.label(),
                      measurements.median(key, StartSample::residentKib) / 1024,
                      measurements.median(key, StartSample::residentPeakKib) / 1024));
        }
      }
    }
    return table.toString();
  }

  String startUp() {
    StringBuilder table = new StringBuilder();
    table.append("| program | start-up ms |\n|---|--:|\n");
    for (Program program : options.programs()) {
      table.append(
          "| %s | %.1f |\n".formatted(program.label(), measurements.medianStartUpMillis(program)));
    }
    return table.toString();
  }

  /** Requests that were not served, over everything. */
  String unserved() {
    StringBuilder text = new StringBuilder();
    for (Program program : options.programs()) {
      long refused = 0;
      long wrong = 0;
      for (int listeners : options.listeners()) {
        for (int workers : options.workers()) {
          for (int clients : options.clients()) {
            CellKey key = new CellKey(program, workers, clients, listeners);
            refused += measurements.sum(key, CellSample::refused);
            wrong += measurements.sum(key, CellSample::wrong);
          }
        }
      }
      text.append(
          "%s: %d requests refused, %d answered with nothing or with another's answer.\n"
              .formatted(program.label(), refused, wrong));
    }
    return text.toString();
  }

  String ceilings(Map<Integer, Load> ceilings) {
    StringBuilder table = new StringBuilder();
    table.append("| K | ceiling requests/s | generator's CPU µs a request |\n|--:|--:|--:|\n");
    ceilings.forEach(
        (clients, load) ->
            table.append(
                "| %d | %.0f | %.1f |\n"
                    .formatted(
                        clients,
                        load.requestsPerSecond(),
                        load.ownCpuNanos() / 1e3 / load.answered())));
    return table.toString();
  }

  private String ratioCell(Column column, int workers, int clients, int listeners) {
    return column.aim() != Aim.NO_RATIO
        ? "**%.2f**".formatted(ratio(column, workers, clients, listeners))
        : "";
  }

  private double ratio(Column column, int workers, int clients, int listeners) {
    double ours =
        measurements.median(
            new CellKey(Program.OURS, workers, clients, listeners), column.figure());
    double reference =
        measurements.median(
            new CellKey(Program.REFERENCE, workers, clients, listeners), column.figure());
    return Math.round(ours / reference * 100) / 100.0;
  }
}

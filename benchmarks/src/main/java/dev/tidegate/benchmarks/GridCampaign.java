package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.MemoryRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Both programs under every load. Both are up at once and take turns, so that whatever else the
 * machine does meets both; the one that waits costs nothing. One that crashes is left out from
 * there on.
 */
final class GridCampaign {
  static final int LISTENERS_RUNS = 3;

  private final BenchHost benchHost;
  private final Measurements measurements;
  private final List<Subject> subjects = new ArrayList<>();

  GridCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
    this.measurements = benchHost.measurements();
  }

  void run() throws IOException {
    for (int workers : benchHost.plan().grid().workers()) {
      try {
        start(workers);
        cells(workers);
      } finally {
        for (Subject subject : subjects) {
          subject.close();
        }
        subjects.clear();
      }
    }
  }

  private void start(int workers) throws IOException {
    for (Program program : benchHost.programs()) {
      try {
        subjects.add(benchHost.warmSubject(program, workers));
      } catch (Subject.CrashedException crash) {
        benchHost.crashed(program, workers, 0, crash);
      }
    }
  }

  private void cells(int workers) throws IOException {
    Plan plan = benchHost.plan();
    for (int clients : plan.grid().clients()) {
      takeTurns(workers, clients, 0, plan.pace().runsWith(workers));
    }
    remember(workers);
    if (plan.grid().workersWithListeners().contains(workers)) {
      for (Subject subject : subjects) {
        subject.listen(Plan.FEW_LISTENERS, "?*");
      }
      int runs = Math.min(LISTENERS_RUNS, plan.pace().runs());
      for (int clients : plan.grid().clientsWithListeners()) {
        takeTurns(workers, clients, Plan.FEW_LISTENERS, runs);
      }
    }
  }

  /** The program that begins changes with every run. */
  private void takeTurns(int workers, int clients, int listeners, int runs) throws IOException {
    int wanted = benchHost.runs(runs);
    for (int run = 0; run < wanted; run++) {
      for (Subject subject : List.copyOf(run % 2 == 0 ? subjects : subjects.reversed())) {
        CellKey cell = new CellKey(subject.program(), workers, clients, listeners);
        try {
          measure(subject, cell);
        } catch (Subject.CrashedException crash) {
          benchHost.crashed(subject.program(), workers, clients, crash);
          subjects.remove(subject);
          subject.close();
        }
      }
    }
  }

  private void measure(Subject subject, CellKey cell) throws IOException {
    Subject.Measured measured = subject.measure(cell.clients(), benchHost.plan().pace().seconds());
    Load load = measured.load();
    CellSample sample =
        new CellSample(
            load.requestsPerSecond(),
            load.micros(50),
            load.micros(99),
            load.micros(99.9),
            measured.cpuMicrosPerRequest(),
            measured.multiplexorShare(),
            measured.loadShare(),
            load.refusedPerSecond(),
            load.wrong(),
            measured.requestsInAll() * Subject.MESSAGES_PER_REQUEST * cell.listeners(),
            subject.heardSince().statusAndFree());
    measurements.cells().add(cell, sample);
    benchHost.say(
        "N=%-4d K=%-3d listeners=%d %-9s %6.0f requests/s  p99 %6.0f us  %5.1f CPU us  %.0f"
            + " refused/s",
        cell.workers(),
        cell.clients(),
        cell.listeners(),
        cell.program().label(),
        sample.requestsPerSecond(),
        sample.p99Micros(),
        sample.cpuMicrosPerRequest(),
        sample.refusedPerSecond());
  }

  private void remember(int workers) throws IOException {
    for (Subject subject : subjects) {
      ProcessFigures figures = subject.multiplexor().figures();
      measurements
          .memory()
          .add(
              new MemoryRow(
                  subject.program(),
                  "after all loads without listeners",
                  workers,
                  0,
                  figures.residentMib(),
                  figures.residentPeakMib()));
    }
  }
}

package dev.tidegate.benchmarks;

import java.util.Set;
import java.util.function.Supplier;

/** The part of the document that is written by a run. */
final class Report {
  private final BenchOptions options;
  private final MachineFacts machine;
  private final Measurements measurements;
  private final StringBuilder text = new StringBuilder();

  Report(BenchOptions options, MachineFacts machine, Measurements measurements) {
    this.options = options;
    this.machine = machine;
    this.measurements = measurements;
  }

  String markdown(double minutes) {
    text.append(machine.markdown());
    text.append(pace(minutes)).append('\n');
    failures();
    GridTables grid = new GridTables(options, measurements);
    OtherTables others = new OtherTables(options, measurements);
    if (options.parts().size() > 1 && options.programs().size() > 1) {
      text.append("### Aims\n\n");
      text.append(new AimsTable(options, measurements, machine.imageBytes()).markdown());
      text.append('\n');
    }
    section(Part.GRID, "How the cost grows", this::chart);
    section(Part.GRID, "Load without listeners", grid::withoutListeners);
    section(Part.GRID, "Load with 5 listeners to `?*`", grid::withListeners);
    section(Part.GRID, "Wrong answers", grid::wrong);
    section(Part.LISTENERS, "Many listeners under full load, K=64", others::fullLoad);
    section(
        Part.RATE,
        "%,.0f requests a second".formatted(options.plan().scale().requestsPerSecond()),
        others::fixedRate);
    section(
        Part.DASHBOARD,
        "A dashboard with %d browsers, and a scrape a second".formatted(DashboardCampaign.BROWSERS),
        others::dashboards);
    section(
        Part.SNAPSHOTS,
        "Snapshots, all at once, of %,d workers"
            .formatted(options.plan().scale().snapshotWorkers()),
        others::snapshots);
    section(Part.REREAD, "Reread", others::rereads);
    section(Part.MEMORY, "Memory", others::memory);
    section(Part.START, "Start-up", others::starts);
    section(Part.WORKERS, "Workers", new WorkersTable(measurements)::markdown);
    section(Part.POOL, "The pool alone", others::pool);
    section(Part.CEILING, "The generator's ceiling", others::ceilings);
    return text.toString();
  }

  private String pace(double minutes) {
    Plan.Pace pace = options.plan().pace();
    if (options.parts().equals(Set.of(Part.WORKERS))) {
      return "- Runs: %d in turn; each figure the median of all; the whole took %.1f minutes\n"
              .formatted(pace.fewerRuns(), minutes)
          + (measurements.isShortened() ? "- Time was short: not every setup was measured\n" : "");
    }
    return """
    - Runs: %d of each cell, %d with more than %d workers, %d with listeners, %d at a fixed rate, of snapshots and of rereads,
      %d starts; each figure the median of them
    - Times: %s s a run after 0.2 s that are not measured, %s s at a fixed rate; %s s of warm-up after each start of ours, %s s
      of the reference; the whole took %.1f minutes
    """
            .formatted(
                pace.runs(),
                pace.fewerRuns(),
                Plan.MANY_WORKERS,
                Math.min(GridCampaign.LISTENERS_RUNS, pace.runs()),
                Math.min(ListenersCampaign.RATE_ROUNDS, pace.runs()),
                pace.starts(),
                pace.seconds(),
                pace.rateSeconds(),
                pace.warmUpSeconds(Program.OURS),
                pace.warmUpSeconds(Program.REFERENCE),
                minutes)
        + (measurements.isShortened()
            ? "- Time was short: the cells that were measured last have one run\n"
            : "");
  }

  private void failures() {
    measurements
        .failures()
        .forEach(
            (part, why) -> text.append("Not measured: %s (%s).\n\n".formatted(part.word(), why)));
  }

  private String chart() {
    return "![Requests a second and CPU a request by workers, clients and program; what mail keeps"
        + " with listeners]("
        + Chart.FILE
        + ")\n";
  }

  private void section(Part part, String title, Supplier<String> content) {
    if (options.parts().contains(part)) {
      text.append("### ").append(title).append("\n\n").append(content.get()).append('\n');
    }
  }
}

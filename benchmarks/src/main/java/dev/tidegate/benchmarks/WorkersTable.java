package dev.tidegate.benchmarks;

/** The figures of all setups, each of ours with its ratio to the reference's. */
final class WorkersTable {
  private final Samples<WorkerKey, Double> samples;

  /** One figure of one setup. */
  record WorkerKey(WorkerSetup setup, WorkerFigure figure) {}

  WorkersTable(Measurements measurements) {
    samples = measurements.workers();
  }

  String markdown() {
    StringBuilder table = new StringBuilder("|  ");
    WorkerSetup.OF_OURS.forEach(
        ours ->
            table.append("| %s | %s | ratio ".formatted(ours.reference().label(), ours.label())));
    table.append("|\n|---").append("|--:|--:|--:".repeat(3)).append("|\n");
    for (WorkerFigure figure : WorkerFigure.values()) {
      table.append("| ").append(figure.meaning()).append(' ');
      for (WorkerSetup ours : WorkerSetup.OF_OURS) {
        double theirs = median(ours.reference(), figure);
        double own = median(ours, figure);
        table.append(
            "| %s | %s | %s "
                .formatted(
                    Figures.one(theirs),
                    Figures.one(own),
                    Figures.bold(Figures.ratio(own, theirs))));
      }
      table.append("|\n");
    }
    return table.toString();
  }

  private double median(WorkerSetup setup, WorkerFigure figure) {
    return samples.median(new WorkerKey(setup, figure), Double::doubleValue);
  }
}

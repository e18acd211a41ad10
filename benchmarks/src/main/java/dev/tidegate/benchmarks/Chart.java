package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.ListenerKey;
import dev.tidegate.benchmarks.Measurements.PoolSize;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How cost grows with workers, clients and listeners, as a picture in SVG. */
final class Chart {
  static final String FILE = "benchmarks.svg";

  private static final int GAP = 12;
  private static final int MARGIN = 14;
  private static final int LEGEND = 30;
  private static final double PER_THOUSAND = 1e-3;

  /** Told apart by people who do not see all colours too. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#8e4585", "#7f6a00", "#333333");

  private final Plan plan;
  private final Measurements measurements;
  private final List<String> workerPlaces;

  Chart(BenchOptions options, Measurements measurements) {
    this.plan = options.plan();
    this.measurements = measurements;
    this.workerPlaces = plan.grid().workers().stream().map("%,d"::formatted).toList();
  }

  String svg() {
    int width = 2 * Panel.WIDTH + GAP + 2 * MARGIN;
    int height = 2 * (Panel.HEIGHT + LEGEND) + GAP + 2 * MARGIN;
    int right = MARGIN + Panel.WIDTH + GAP;
    int upper = MARGIN + LEGEND;
    int lower = upper + Panel.HEIGHT + GAP + LEGEND;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#333">
        <style>.title{font-size:14px;font-weight:bold;fill:#111}.unit{fill:#111}.note{font-size:11px;fill:#555}</style>
        <rect x="0.5" y="0.5" width="%3$d" height="%4$d" rx="6" fill="#fff" stroke="#ccc"/>
        """
            .formatted(width, height, width - 1, height - 1));
    clientsLegend(svg, MARGIN + 16, MARGIN + 12);
    svg.append(throughput().svg(MARGIN, upper));
    svg.append(cpu().svg(right, upper));
    svg.append(ratio().svg(MARGIN, lower));
    listenersLegend(svg, right, lower - 10);
    svg.append(kept().svg(right, lower));
    return svg.append("</svg>\n").toString();
  }

  private Panel throughput() {
    Panel panel =
        new Panel("Thousand requests a second", "workers, all of them running", workerPlaces);
    bothPrograms(panel, CellSample::requestsPerSecond, PER_THOUSAND);
    return panel;
  }

  private Panel cpu() {
    Panel panel = new Panel("CPU a request, µs", "workers, all of them running", workerPlaces);
    bothPrograms(panel, CellSample::cpuMicrosPerRequest, 1);
    return panel;
  }

  private void bothPrograms(Panel panel, ToDoubleFunction<CellSample> figure, double scale) {
    for (Program program : Program.values()) {
      for (int index = 0; index < plan.grid().clients().size(); index++) {
        int clients = plan.grid().clients().get(index);
        panel.line(
            colour(index),
            program == Program.REFERENCE,
            byWorkers(
                workers ->
                    scale * Figures.median(measurements, program, workers, clients, 0, figure)));
      }
    }
  }

  private Panel ratio() {
    Panel panel =
        new Panel(
            "Throughput of ours / of the reference", "workers, all of them running", workerPlaces);
    for (int index = 0; index < plan.grid().clients().size(); index++) {
      int clients = plan.grid().clients().get(index);
      panel.line(
          colour(index),
          false,
          byWorkers(
              workers ->
                  Figures.ratio(measurements, workers, clients, 0, CellSample::requestsPerSecond)));
    }
    panel.guide(1, "level", false);
    panel.guide(1.2, "aim from 100 workers", false);
    int firstCrash =
        IntStream.range(0, plan.grid().workers().size())
            .filter(place -> crashedAtOnce(plan.grid().workers().get(place)))
            .findFirst()
            .orElse(Integer.MAX_VALUE);
    panel.shade(firstCrash, "the reference crashes");
    return panel;
  }

  private boolean crashedAtOnce(int workers) {
    return measurements
        .crash(new PoolSize(Program.REFERENCE, workers))
        .filter(crash -> crash.clients() == 0)
        .isPresent();
  }

  private Panel kept() {
    List<Integer> counts = new ArrayList<>(List.of(0));
    counts.addAll(plan.scale().listeners());
    Panel panel =
        new Panel(
            "Throughput that mail keeps with listeners, %",
            "listeners, under full load of %d clients".formatted(Plan.FULL_LOAD_CLIENTS),
            counts.stream().map("%,d"::formatted).toList());
    int index = 0;
    for (String interest : List.of(ListenersCampaign.LEVEL, ListenersCampaign.EVERYTHING)) {
      for (int workers : plan.scale().fullLoadWorkers()) {
        panel.line(
            colour(index++),
            interest.equals(ListenersCampaign.EVERYTHING),
            counts.stream().map(count -> kept(workers, interest, count)).toList());
      }
    }
    panel.guide(90, "aim for ?YZ", true);
    panel.guide(50, "aim for ?*", true);
    return panel;
  }

  private double kept(int workers, String interest, int count) {
    String measuredWith = count == 0 ? ListenersCampaign.EVERYTHING : interest;
    return 100
        * OtherTables.kept(
            measurements, new ListenerKey(Program.OURS, workers, measuredWith, count));
  }

  private List<Double> byWorkers(IntFunction<Double> figure) {
    return plan.grid().workers().stream().map(figure::apply).toList();
  }

  private void clientsLegend(StringBuilder svg, int x, int y) {
    int at = x;
    for (int index = 0; index < plan.grid().clients().size(); index++) {
      at = entry(svg, at, y, colour(index), false, "K=" + plan.grid().clients().get(index));
    }
    at = entry(svg, at + 20, y, "#333", false, "ours");
    entry(svg, at, y, "#333", true, "reference");
  }

  private void listenersLegend(StringBuilder svg, int x, int y) {
    int at = x + 8;
    int index = 0;
    for (String interest : List.of(ListenersCampaign.LEVEL, ListenersCampaign.EVERYTHING)) {
      for (int workers : plan.scale().fullLoadWorkers()) {
        boolean dashed = interest.equals(ListenersCampaign.EVERYTHING);
        at = entry(svg, at, y, colour(index++), dashed, interest + ", N=" + workers);
      }
    }
  }

  /** Draws one entry of a legend; returns where the next begins. */
  private static int entry(
      StringBuilder svg, int x, int y, String colour, boolean dashed, String text) {
    svg.append(
        "<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"2\"%s/>\n"
            .formatted(x, y - 4, colour, dashed ? " stroke-dasharray=\"5 4\"" : ""));
    svg.append(
        "<circle cx=\"%d\" cy=\"%d\" r=\"3.5\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>\n"
            .formatted(x + 12, y - 4, dashed ? "#fff" : colour, colour));
    svg.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x + 30, y, text));
    return x + 30 + 7 * text.length() + 18;
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }
}

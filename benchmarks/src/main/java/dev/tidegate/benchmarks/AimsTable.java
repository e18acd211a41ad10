package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.ListenerKey;
import dev.tidegate.benchmarks.Measurements.ListenerSample;
import dev.tidegate.benchmarks.Measurements.RateSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What was aimed at, what was measured, and whether it is met. */
final class AimsTable {
  private static final double A_FIFTH_MORE = 1.2;
  private static final double A_FIFTH_LESS = 0.8;
  private static final double MEMORY_MIB = 64;
  private static final double START_MILLIS = 300;
  private static final double IMAGE_MB = 80;

  private final BenchOptions options;
  private final Measurements measurements;
  private final OptionalLong imageBytes;
  private final List<String> lines = new ArrayList<>();

  AimsTable(BenchOptions options, Measurements measurements, OptionalLong imageBytes) {
    this.options = options;
    this.measurements = measurements;
    this.imageBytes = imageBytes;
  }

  String markdown() {
    comparisons();
    listeners();
    alone();
    return "| aim | measured | |\n|---|---|---|\n" + String.join("", lines);
  }

  private record Ratio(int workers, int clients, int listeners, double value) {}

  private void comparisons() {
    comparison(
        "throughput at least the reference's, in each cell",
        any -> true,
        CellSample::requestsPerSecond,
        ratio -> ratio >= 1);
    comparison(
        "CPU a request at most the reference's, in each cell",
        any -> true,
        CellSample::cpuMicrosPerRequest,
        ratio -> ratio <= 1);
    comparison(
        "p99 at most the reference's, in each cell",
        any -> true,
        CellSample::p99Micros,
        ratio -> ratio <= 1);
    comparison(
        "from 100 workers a fifth more throughput",
        workers -> workers >= Plan.MANY_WORKERS,
        CellSample::requestsPerSecond,
        ratio -> ratio >= A_FIFTH_MORE);
    comparison(
        "from 100 workers a fifth less CPU a request",
        workers -> workers >= Plan.MANY_WORKERS,
        CellSample::cpuMicrosPerRequest,
        ratio -> ratio <= A_FIFTH_LESS);
    for (int clients : options.plan().grid().clients()) {
      double many = ours(1000, clients);
      add(
          "p99 at 1,000 workers at most twice that at 10, K=" + clients,
          "%s µs, %s µs at 10: %s"
              .formatted(
                  Figures.whole(many),
                  Figures.whole(ours(10, clients)),
                  Figures.two(Figures.ratio(many, ours(10, clients)))),
          Figures.ratio(many, ours(10, clients)),
          ratio -> ratio <= 2);
    }
  }

  private double ours(int workers, int clients) {
    return Figures.median(measurements, Program.OURS, workers, clients, 0, CellSample::p99Micros);
  }

  private void comparison(
      String aim,
      IntPredicate workersWanted,
      ToDoubleFunction<CellSample> figure,
      DoublePredicate met) {
    List<Ratio> ratios =
        measurements.cells().keys().stream()
            .filter(key -> key.program() == Program.OURS && workersWanted.test(key.workers()))
            .map(
                key ->
                    new Ratio(
                        key.workers(),
                        key.clients(),
                        key.listeners(),
                        Figures.ratio(
                            measurements, key.workers(), key.clients(), key.listeners(), figure)))
            .filter(ratio -> !Double.isNaN(ratio.value()))
            .toList();
    if (ratios.isEmpty()) {
      add(aim, "not measured", Double.NaN, met);
      return;
    }
    List<Ratio> missed =
        ratios.stream().filter(Predicate.not(ratio -> met.test(ratio.value()))).toList();
    StringBuilder measured =
        new StringBuilder("%d of %d".formatted(ratios.size() - missed.size(), ratios.size()));
    if (!missed.isEmpty()) {
      measured.append("; not");
      for (Ratio ratio : missed) {
        measured.append(
            " %.2f at %d/%d%s,"
                .formatted(
                    ratio.value(),
                    ratio.workers(),
                    ratio.clients(),
                    ratio.listeners() > 0 ? "/" + ratio.listeners() : ""));
      }
      measured.setLength(measured.length() - 1);
      measured.append(" (ours / reference at N/K or N/K/listeners)");
    }
    add(aim, measured.toString(), missed.size(), count -> count == 0);
  }

  private void listeners() {
    int most = options.plan().scale().mostListeners();
    for (int workers : options.plan().scale().fullLoadWorkers()) {
      kept(new ListenerKey(Program.OURS, workers, ListenersCampaign.LEVEL, most), 0.9);
      kept(new ListenerKey(Program.OURS, workers, ListenersCampaign.EVERYTHING, most), 0.5);
      told(new ListenerKey(Program.OURS, workers, ListenersCampaign.EVERYTHING, most));
    }
    int workers = options.plan().scale().rateWorkers();
    ListenerKey with = new ListenerKey(Program.OURS, workers, ListenersCampaign.EVERYTHING, most);
    ListenerKey without = new ListenerKey(Program.OURS, workers, ListenersCampaign.EVERYTHING, 0);
    rate(with, without, "requests served", RateSample::servedPerSecond, ratio -> ratio >= 0.9);
    rate(with, without, "p50", RateSample::medianMicros, ratio -> ratio <= 1.1);
    rate(with, without, "p99", RateSample::p99Micros, ratio -> ratio <= 1.1);
  }

  private void kept(ListenerKey key, double wanted) {
    double kept = OtherTables.kept(measurements, key);
    add(
        "%,d listeners to `%s` under full load, N=%d: mail keeps %.0f %%"
            .formatted(key.listeners(), key.interest(), key.workers(), 100 * wanted),
        Figures.percent(kept),
        kept,
        value -> value >= wanted);
  }

  private void told(ListenerKey key) {
    Samples<ListenerKey, ListenerSample> samples = measurements.listeners();
    long all = (long) key.listeners() * samples.of(key).size();
    long accounted = samples.sum(key, ListenerSample::accounted);
    long agreeing = samples.sum(key, ListenerSample::agreeing);
    add(
        "each of these, N=%d: told what it missed, and ends in the true state"
            .formatted(key.workers()),
        "%d and %d of %d".formatted(accounted, agreeing, all),
        all == 0 ? Double.NaN : Math.min(accounted, agreeing) - all,
        missing -> missing >= 0);
  }

  private void rate(
      ListenerKey with,
      ListenerKey without,
      String name,
      ToDoubleFunction<RateSample> figure,
      DoublePredicate met) {
    double withThem = measurements.rates().median(with, figure);
    double alone = measurements.rates().median(without, figure);
    add(
        "%,d listeners to `?*` at %,.0f requests/s cost mail less than a tenth: %s"
            .formatted(with.listeners(), options.plan().scale().requestsPerSecond(), name),
        "%s, without %s".formatted(Figures.whole(withThem), Figures.whole(alone)),
        Figures.ratio(withThem, alone),
        met);
  }

  private void alone() {
    OptionalDouble memory =
        measurements.memory().stream()
            .filter(row -> row.program() == Program.OURS && row.when().endsWith("requests"))
            .mapToDouble(Measurements.MemoryRow::residentMib)
            .findFirst();
    add(
        "at most 64 MiB resident with 10 workers and no listener after %,d requests"
            .formatted(options.plan().pace().memoryRequests()),
        Figures.one(memory.orElse(Double.NaN)) + " MiB",
        memory.orElse(Double.NaN),
        mib -> mib <= MEMORY_MIB);
    start("first client connected within 300 ms of exec", false);
    start("daemon's exit 0 within 300 ms of exec", true);
    double imageMb = imageBytes.isPresent() ? imageBytes.getAsLong() / 1e6 : Double.NaN;
    add(
        "image at most 80 MB",
        imageBytes.isPresent() ? Figures.one(imageMb) + " MB" : "no image here",
        imageMb,
        mb -> mb <= IMAGE_MB);
  }

  private void start(String aim, boolean daemon) {
    double millis =
        measurements.startMillis().median(new StartKey(Program.OURS, daemon), Double::doubleValue);
    add(aim, Figures.whole(millis) + " ms", millis, value -> value <= START_MILLIS);
  }

  private void add(String aim, String measured, double value, DoublePredicate met) {
    String verdict = Double.isNaN(value) ? "not measured" : met.test(value) ? "met" : "**missed**";
    lines.add("| %s | %s | %s |\n".formatted(aim, measured, verdict));
  }
}

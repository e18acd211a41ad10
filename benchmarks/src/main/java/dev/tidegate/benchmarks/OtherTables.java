package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.DashboardKey;
import dev.tidegate.benchmarks.Measurements.DashboardSample;
import dev.tidegate.benchmarks.Measurements.ListenerKey;
import dev.tidegate.benchmarks.Measurements.ListenerSample;
import dev.tidegate.benchmarks.Measurements.PoolRow;
import dev.tidegate.benchmarks.Measurements.RateSample;
import dev.tidegate.benchmarks.Measurements.RereadSample;
import dev.tidegate.benchmarks.Measurements.SnapshotSample;
import dev.tidegate.benchmarks.Measurements.StartKey;
import java.util.List;
import java.util.stream.Stream;

/** All tables but those of the grid. */
final class OtherTables {
  private final BenchOptions options;
  private final Measurements measurements;

  OtherTables(BenchOptions options, Measurements measurements) {
    this.options = options;
    this.measurements = measurements;
  }

  String fullLoad() {
    Samples<ListenerKey, ListenerSample> samples = measurements.listeners();
    StringBuilder table =
        head(
            "N | program | listeners | to | requests/s | mail keeps | p99 µs | CPU µs a request |"
                + " load, cores | told | dropped | accounted for | true at the end | resident MiB",
            "--:|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:");
    for (ListenerKey key : samples.keys()) {
      int runs = samples.of(key).size();
      table.append(
          "| %d | %s | %d | %s | %s | %s | %s | %s | %s | %d | %d | %s | %s | %s |\n"
              .formatted(
                  key.workers(),
                  key.program().label(),
                  key.listeners(),
                  key.listeners() == 0 ? "" : "`" + key.interest() + "`",
                  Figures.whole(samples.median(key, ListenerSample::requestsPerSecond)),
                  Figures.percent(kept(measurements, key)),
                  Figures.whole(samples.median(key, ListenerSample::p99Micros)),
                  Figures.one(samples.median(key, ListenerSample::cpuMicrosPerRequest)),
                  Figures.two(samples.median(key, ListenerSample::loadShare)),
                  samples.sum(key, ListenerSample::delivered) / runs,
                  samples.sum(key, ListenerSample::dropped) / runs,
                  all(samples.sum(key, ListenerSample::accounted), key.listeners() * runs),
                  all(samples.sum(key, ListenerSample::agreeing), key.listeners() * runs),
                  Figures.one(samples.median(key, ListenerSample::residentMib))));
    }
    return table.toString();
  }

  /** The share of its throughput that mail keeps with those listeners. */
  static double kept(Measurements measurements, ListenerKey key) {
    Samples<ListenerKey, ListenerSample> samples = measurements.listeners();
    ListenerKey none =
        new ListenerKey(key.program(), key.workers(), ListenersCampaign.EVERYTHING, 0);
    return samples.median(key, ListenerSample::requestsPerSecond)
        / samples.median(none, ListenerSample::requestsPerSecond);
  }

  private static String all(long count, int of) {
    return of == 0 ? "" : count == of ? "all" : "%d of %d".formatted(count, of);
  }

  String fixedRate() {
    Samples<ListenerKey, RateSample> samples = measurements.rates();
    StringBuilder table =
        head(
            "N | program | listeners to `?*` | served/s | p50 µs | p99 µs | multiplexor, cores"
                + " | load, cores | told | dropped | true at the end",
            "--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:");
    for (ListenerKey key : samples.keys()) {
      int runs = samples.of(key).size();
      table.append(
          "| %d | %s | %d | %s | %s | %s | %s | %s | %d | %d | %s |\n"
              .formatted(
                  key.workers(),
                  key.program().label(),
                  key.listeners(),
                  Figures.whole(samples.median(key, RateSample::servedPerSecond)),
                  Figures.whole(samples.median(key, RateSample::medianMicros)),
                  Figures.whole(samples.median(key, RateSample::p99Micros)),
                  Figures.two(samples.median(key, RateSample::multiplexorShare)),
                  Figures.two(samples.median(key, RateSample::loadShare)),
                  samples.sum(key, RateSample::delivered) / runs,
                  samples.sum(key, RateSample::dropped) / runs,
                  all(samples.sum(key, RateSample::agreeing), key.listeners() * runs)));
    }
    return table.toString();
  }

  String dashboards() {
    Samples<DashboardKey, DashboardSample> samples = measurements.dashboards();
    StringBuilder table =
        head(
            "N | program | browsers | requests/s, K=64 | mail keeps | p99 µs | CPU µs a request |"
                + " at a fixed rate served/s | p50 µs | p99 µs | dashboard, cores"
                + " | told, MB/s | scrapes",
            "--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:");
    for (DashboardKey key : samples.keys()) {
      DashboardKey none = new DashboardKey(key.program(), key.workers(), 0);
      double alone = samples.median(none, DashboardSample::requestsPerSecond);
      double served = samples.median(key, DashboardSample::requestsPerSecond);
      table.append(
          "| %d | %s | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |\n"
              .formatted(
                  key.workers(),
                  key.program().label(),
                  key.browsers(),
                  Figures.whole(served),
                  Figures.percent(served / alone),
                  Figures.whole(samples.median(key, DashboardSample::p99Micros)),
                  Figures.one(samples.median(key, DashboardSample::cpuMicrosPerRequest)),
                  Figures.whole(samples.median(key, DashboardSample::servedPerSecond)),
                  Figures.whole(samples.median(key, DashboardSample::steadyMedianMicros)),
                  Figures.whole(samples.median(key, DashboardSample::steadyP99Micros)),
                  Figures.two(samples.median(key, DashboardSample::dashboardShare)),
                  Figures.one(samples.median(key, DashboardSample::bytesPerSecond) / 1e6),
                  samples.sum(key, DashboardSample::scrapes) / samples.of(key).size()));
    }
    return table.toString();
  }

  String snapshots() {
    Samples<String, SnapshotSample> samples = measurements.snapshots();
    StringBuilder table =
        head(
            "asked with | listeners | told to the end | all of them after ms | p99 of mail µs | p99"
                + " before µs",
            "---|--:|--:|--:|--:|--:");
    for (String words : samples.keys()) {
      int runs = samples.of(words).size();
      table.append(
          "| `%s` | %d | %d | %s | %s | %s |\n"
              .formatted(
                  words,
                  samples.sum(words, SnapshotSample::asked) / runs,
                  samples.sum(words, SnapshotSample::ended) / runs,
                  Figures.whole(samples.median(words, SnapshotSample::millis)),
                  Figures.whole(samples.median(words, SnapshotSample::p99Micros)),
                  Figures.whole(samples.median(words, SnapshotSample::p99BeforeMicros))));
    }
    return table.toString();
  }

  String rereads() {
    Samples<Measurements.PoolSize, RereadSample> samples = measurements.rereads();
    StringBuilder table =
        head(
            "N | program | all gone after ms | p99 of mail µs | p99 before µs | requests not"
                + " served",
            "--:|---|--:|--:|--:|--:");
    for (int workers : options.plan().scale().rereadWorkers()) {
      for (Program program : options.programs()) {
        Measurements.PoolSize key = new Measurements.PoolSize(program, workers);
        String millis =
            measurements
                .crash(key)
                .filter(crash -> !samples.has(key))
                .map(crash -> "crashed: " + crash.how())
                .orElse(Figures.whole(samples.median(key, RereadSample::millis)));
        table.append(
            "| %d | %s | %s | %s | %s | %d |\n"
                .formatted(
                    workers,
                    program.label(),
                    millis,
                    Figures.whole(samples.median(key, RereadSample::p99Micros)),
                    Figures.whole(samples.median(key, RereadSample::p99BeforeMicros)),
                    samples.sum(key, RereadSample::unserved)));
      }
    }
    return table.toString();
  }

  String memory() {
    StringBuilder table =
        head("N | program | when | resident MiB | peak MiB", "--:|---|---|--:|--:");
    for (Measurements.MemoryRow row : measurements.memory()) {
      table.append(
          "| %d | %s | %s | %s | %s |\n"
              .formatted(
                  row.workers(),
                  row.program().label(),
                  row.when(),
                  Figures.one(row.residentMib()),
                  Figures.one(row.peakMib())));
    }
    return table.toString();
  }

  String starts() {
    StringBuilder table =
        head("program | first client connected, ms | daemon's exit 0, ms", "---|--:|--:");
    for (Program program : options.programs()) {
      table.append(
          "| %s | %s | %s |\n"
              .formatted(
                  program.label(),
                  Figures.whole(startMillis(program, false)),
                  Figures.whole(startMillis(program, true))));
    }
    return table.toString();
  }

  private double startMillis(Program program, boolean daemon) {
    return measurements.startMillis().median(new StartKey(program, daemon), Double::doubleValue);
  }

  /** A line a number of workers and listeners; each step with its nanoseconds and bytes. */
  String pool() {
    List<String> columns =
        Stream.concat(Stream.of(PoolReport.WHOLE), PoolReport.steps().stream()).toList();
    StringBuilder table =
        head(
            "N | listeners | " + String.join(" | ", columns),
            "--:|--:" + "|--:".repeat(columns.size()));
    for (int workers : options.plan().pool().workers()) {
      for (int listeners : options.plan().pool().listeners()) {
        table.append("| %d | %d ".formatted(workers, listeners));
        for (String column : columns) {
          table.append("| ").append(poolCell(workers, listeners, column)).append(' ');
        }
        table.append("|\n");
      }
    }
    return table.toString();
  }

  private String poolCell(int workers, int listeners, String event) {
    return measurements.pool().stream()
        .filter(row -> row.workers() == workers && row.listeners() == listeners)
        .filter(row -> row.event().equals(event))
        .findFirst()
        .map(OtherTables::poolCell)
        .orElse("–");
  }

  private static String poolCell(PoolRow row) {
    return Figures.whole(row.nanos()) + " ns, " + Figures.whole(row.bytes()) + " B";
  }

  String ceilings() {
    StringBuilder table =
        head("K | ceiling requests/s | generator's CPU µs a request", "--:|--:|--:");
    measurements
        .ceilings()
        .forEach(
            (clients, load) ->
                table.append(
                    "| %d | %.0f | %.1f |\n"
                        .formatted(
                            clients,
                            load.requestsPerSecond(),
                            load.ownCpuNanos() / 1e3 / load.answered())));
    return table.toString();
  }

  private static StringBuilder head(String titles, String alignments) {
    return new StringBuilder("| " + titles + " |\n|" + alignments + "|\n");
  }
}

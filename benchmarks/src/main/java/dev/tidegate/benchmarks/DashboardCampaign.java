package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.DashboardKey;
import dev.tidegate.benchmarks.Measurements.DashboardSample;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What it costs mail that pools are looked at: by nobody, or by a dashboard with many browsers and
 * a scrape a second. Both take turns on one and the same process.
 */
final class DashboardCampaign {
  static final int BROWSERS = 50;
  private static final int ROUNDS = 3;

  private final BenchHost benchHost;
  private final Plan plan;

  DashboardCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
    this.plan = benchHost.plan();
  }

  void run() throws IOException {
    int workers = plan.scale().rateWorkers();
    for (Program program : benchHost.programs()) {
      try (Subject subject = benchHost.warmSubject(program, workers)) {
        int rounds = benchHost.runs(Math.min(ROUNDS, plan.pace().runs()));
        for (int round = 0; round < rounds; round++) {
          for (int browsers : List.of(0, BROWSERS)) {
            measure(subject, browsers);
          }
        }
      } catch (Subject.CrashedException crash) {
        benchHost.crashed(program, workers, Plan.FULL_LOAD_CLIENTS, crash);
      }
    }
  }

  private void measure(Subject subject, int browsers) throws IOException {
    if (browsers == 0) {
      add(subject, browsers, load(subject), 0, 0, 0);
      return;
    }
    List<String> command = benchHost.commands().dashboard();
    try (Viewers viewers = Viewers.start(command, subject.multiplexor(), browsers)) {
      ProcessFigures before = viewers.figures();
      long bytes = viewers.bytes();
      long scrapes = viewers.scrapes();
      long startNanos = System.nanoTime();
      Loads loads = load(subject);
      double seconds = (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
      add(
          subject,
          browsers,
          loads,
          viewers.figures().cpuSecondsSince(before) / seconds,
          (viewers.bytes() - bytes) / seconds,
          viewers.scrapes() - scrapes);
    }
  }

  /** Mail as fast as it goes, and mail at a fixed rate. */
  private record Loads(Subject.Measured full, Subject.Measured steady) {}

  private Loads load(Subject subject) throws IOException {
    return new Loads(
        subject.measure(Plan.FULL_LOAD_CLIENTS, 2 * plan.pace().seconds()),
        subject.measureRate(plan.scale().requestsPerSecond(), plan.pace().rateSeconds()));
  }

  private void add(
      Subject subject,
      int browsers,
      Loads loads,
      double dashboardShare,
      double bytesPerSecond,
      long scrapes) {
    Load full = loads.full().load();
    Load steady = loads.steady().load();
    DashboardSample sample =
        new DashboardSample(
            full.requestsPerSecond(),
            full.micros(99),
            loads.full().cpuMicrosPerRequest(),
            steady.requestsPerSecond(),
            steady.micros(50),
            steady.micros(99),
            dashboardShare,
            bytesPerSecond,
            scrapes);
    DashboardKey key = new DashboardKey(subject.program(), subject.workers(), browsers);
    benchHost.measurements().dashboards().add(key, sample);
    benchHost.say(
        "N=%d %-9s %d browsers: %.0f requests/s, p99 %.0f us; at %.0f/s p50 %.0f us, p99 %.0f us;"
            + " dashboard %.2f cores, %.0f bytes/s, %d scrapes",
        key.workers(),
        key.program().label(),
        browsers,
        sample.requestsPerSecond(),
        sample.p99Micros(),
        sample.servedPerSecond(),
        sample.steadyMedianMicros(),
        sample.steadyP99Micros(),
        sample.dashboardShare(),
        sample.bytesPerSecond(),
        sample.scrapes());
  }
}

package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was measured. */
final class Measurements {
  private final Map<Part, String> failures = new EnumMap<>(Part.class);
  private final Samples<CellKey, CellSample> cells = new Samples<>();
  private final Samples<ListenerKey, ListenerSample> listeners = new Samples<>();
  private final Samples<ListenerKey, RateSample> rates = new Samples<>();
  private final Samples<DashboardKey, DashboardSample> dashboards = new Samples<>();
  private final Samples<String, SnapshotSample> snapshots = new Samples<>();
  private final Samples<PoolSize, RereadSample> rereads = new Samples<>();
  private final Samples<StartKey, Double> startMillis = new Samples<>();
  private final Samples<WorkersTable.WorkerKey, Double> workers = new Samples<>();
  private final Map<PoolSize, Crash> crashes = new HashMap<>();
  private final List<MemoryRow> memory = new ArrayList<>();
  private final Map<Integer, Load> ceilings = new TreeMap<>();
  private final List<PoolRow> pool = new ArrayList<>();
  private boolean shortened;

  /** A program with so many workers. */
  record PoolSize(Program program, int workers) {}

  /** One cell of the grid: a program under one load. */
  record CellKey(Program program, int workers, int clients, int listeners) {}

  /** One run of a cell; shares are of one core. */
  record CellSample(
      double requestsPerSecond,
      double medianMicros,
      double p99Micros,
      double p999Micros,
      double cpuMicrosPerRequest,
      double multiplexorShare,
      double loadShare,
      double refusedPerSecond,
      long wrong,
      long messagesOwed,
      long messagesArrived) {}

  /** A program with so many listeners of one interest. */
  record ListenerKey(Program program, int workers, String interest, int listeners) {}

  /**
   * One run under full load, and what the listeners were told until they had read all.
   *
   * @param accounted listeners for which delivered and dropped messages are all that were owed
   * @param agreeing listeners that believed what was true
   */
  record ListenerSample(
      double requestsPerSecond,
      double p99Micros,
      double cpuMicrosPerRequest,
      double loadShare,
      long delivered,
      long dropped,
      int accounted,
      int agreeing,
      double residentMib) {}

  /** One run at a fixed rate. */
  record RateSample(
      double servedPerSecond,
      double medianMicros,
      double p99Micros,
      double multiplexorShare,
      double loadShare,
      long delivered,
      long dropped,
      int agreeing) {}

  /** A program that so many browsers look at, through a dashboard. */
  record DashboardKey(Program program, int workers, int browsers) {}

  /**
   * One run under full load and one at a fixed rate.
   *
   * @param dashboardShare of a core
   * @param bytesPerSecond what all browsers together were told
   */
  record DashboardSample(
      double requestsPerSecond,
      double p99Micros,
      double cpuMicrosPerRequest,
      double servedPerSecond,
      double steadyMedianMicros,
      double steadyP99Micros,
      double dashboardShare,
      double bytesPerSecond,
      long scrapes) {}

  /** One burst of snapshots; {@code ended} is how many were told to their end. */
  record SnapshotSample(
      int asked, int ended, double millis, double p99BeforeMicros, double p99Micros) {}

  /** One reread; {@code gone} is how many of the workers had ended. */
  record RereadSample(
      int workers,
      int gone,
      double millis,
      double p99BeforeMicros,
      double p99Micros,
      long unserved) {}

  /** How a program is started: in the foreground, or as a daemon. */
  record StartKey(Program program, boolean daemon) {}

  /** Where a program ended that should not have. */
  record Crash(String how, int clients) {}

  /** Memory at one moment. */
  record MemoryRow(
      Program program,
      String when,
      int workers,
      int listeners,
      double residentMib,
      double peakMib) {}

  /** What JMH found about one event of the pool; see {@link PoolReport}. */
  record PoolRow(int workers, int listeners, String event, double nanos, double bytes) {}

  /** Some cells have fewer runs than planned. */
  void shorten() {
    shortened = true;
  }

  boolean isShortened() {
    return shortened;
  }

  void failed(Part part, String why) {
    failures.put(part, why);
  }

  /** Parts that could not be measured, and why. */
  Map<Part, String> failures() {
    return failures;
  }

  Samples<CellKey, CellSample> cells() {
    return cells;
  }

  Samples<ListenerKey, ListenerSample> listeners() {
    return listeners;
  }

  Samples<ListenerKey, RateSample> rates() {
    return rates;
  }

  Samples<DashboardKey, DashboardSample> dashboards() {
    return dashboards;
  }

  /** By the words that were asked with. */
  Samples<String, SnapshotSample> snapshots() {
    return snapshots;
  }

  Samples<PoolSize, RereadSample> rereads() {
    return rereads;
  }

  Samples<StartKey, Double> startMillis() {
    return startMillis;
  }

  Samples<WorkersTable.WorkerKey, Double> workers() {
    return workers;
  }

  List<MemoryRow> memory() {
    return memory;
  }

  /** What the generator alone reaches, by number of clients. */
  Map<Integer, Load> ceilings() {
    return ceilings;
  }

  List<PoolRow> pool() {
    return pool;
  }

  void crashed(PoolSize size, Crash crash) {
    crashes.putIfAbsent(size, crash);
  }

  Optional<Crash> crash(PoolSize size) {
    return Optional.ofNullable(crashes.get(size));
  }
}

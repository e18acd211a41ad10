package dev.tidegate.tools.dashboard.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Collects the data points of all pools, a family for each name, as one scrape wants them. What is
 * empty has no data point: nothing stale or made up is told.
 */
final class Families {
  static final double MILLIS_PER_SECOND = 1_000;

  private final Map<String, GaugeSnapshot.Builder> gauges = new HashMap<>();
  private final Map<String, CounterSnapshot.Builder> counters = new HashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new HashMap<>();
  private final Map<String, InfoSnapshot.Builder> infos = new HashMap<>();

  /**
   * A family of data points.
   *
   * @param name without the ending of its kind
   * @param help a sentence
   */
  record Family(String name, String help) {}

  void gauge(Family family, Labels labels, double value) {
    gauges
        .computeIfAbsent(
            family.name(), name -> GaugeSnapshot.builder().name(name).help(family.help()))
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  void gauge(Family family, Labels labels, OptionalInt value) {
    value.ifPresent(number -> gauge(family, labels, number));
  }

  void gauge(Family family, Labels labels, OptionalLong value) {
    value.ifPresent(number -> gauge(family, labels, (double) number));
  }

  void gauge(Family family, Labels labels, OptionalDouble value) {
    value.ifPresent(number -> gauge(family, labels, number));
  }

  /** Adds what is told in milliseconds. */
  void gaugeOfMillis(Family family, Labels labels, OptionalLong millis) {
    millis.ifPresent(number -> gauge(family, labels, number / MILLIS_PER_SECOND));
  }

  /**
   * Adds what only grows.
   *
   * @param since when it began to be counted; a later one is a reset
   */
  void counter(Family family, Labels labels, double value, OptionalLong since) {
    if (value < 0) {
      // No such count can be; one strange number must not hide all others.
      return;
    }
    CounterSnapshot.CounterDataPointSnapshot.Builder point =
        CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value);
    since.ifPresent(point::createdTimestampMillis);
    counters
        .computeIfAbsent(
            family.name(), name -> CounterSnapshot.builder().name(name).help(family.help()))
        .dataPoint(point.build());
  }

  void counter(Family family, Labels labels, OptionalLong value, OptionalLong since) {
    value.ifPresent(number -> counter(family, labels, (double) number, since));
  }

  /**
   * Adds a distribution.
   *
   * @param buckets each counts for itself
   */
  void histogram(
      Family family,
      Labels labels,
      ClassicHistogramBuckets buckets,
      double sum,
      OptionalLong since) {
    HistogramSnapshot.HistogramDataPointSnapshot.Builder point =
        HistogramSnapshot.HistogramDataPointSnapshot.builder()
            .labels(labels)
            .classicHistogramBuckets(buckets)
            .sum(sum);
    since.ifPresent(point::createdTimestampMillis);
    histograms
        .computeIfAbsent(
            family.name(), name -> HistogramSnapshot.builder().name(name).help(family.help()))
        .dataPoint(point.build());
  }

  void info(Family family, Labels labels) {
    infos
        .computeIfAbsent(
            family.name(), name -> InfoSnapshot.builder().name(name).help(family.help()))
        .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build());
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    gauges.values().forEach(each -> all.metricSnapshot(each.build()));
    counters.values().forEach(each -> all.metricSnapshot(each.build()));
    histograms.values().forEach(each -> all.metricSnapshot(each.build()));
    infos.values().forEach(each -> all.metricSnapshot(each.build()));
    return all.build();
  }
}

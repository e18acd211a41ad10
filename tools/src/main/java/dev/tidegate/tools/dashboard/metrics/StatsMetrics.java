package dev.tidegate.tools.dashboard.metrics;

import dev.tidegate.tools.dashboard.metrics.Families.Family;
import dev.tidegate.tools.view.FilterState;
import dev.tidegate.tools.view.ListenerPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.Stats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What our multiplexor counts by itself. */
final class StatsMetrics {
  private static final Family REQUESTS =
      new Family("tidegate_requests", "How many requests of a class ended how.");
  private static final Family DURATION =
      new Family(
          "tidegate_request_duration_seconds",
          "How long a worker had a request, however it ended.");
  private static final Family WAIT =
      new Family(
          "tidegate_request_wait_seconds",
          "How long a request waited from its arrival until a worker took it.");
  private static final Family STARTS =
      new Family("tidegate_worker_starts", "How many workers were started, and why.");
  private static final Family START_FAILURES =
      new Family("tidegate_worker_start_failures", "How often there was no process to start.");
  private static final Family EXITS =
      new Family("tidegate_worker_exits", "How many workers have ended, and why.");
  private static final Family MESSAGES =
      new Family("tidegate_notifications", "How many events were published, by type.");
  private static final Family DROPPED =
      new Family(
          "tidegate_notifications_dropped",
          "How many messages listeners have lost that were too slow, all together.");
  private static final Family LISTENERS =
      new Family("tidegate_listeners", "How many listen for notifications.");
  private static final Family REFUSED =
      new Family("tidegate_listeners_refused", "How many listeners found no place.");
  private static final Family UNREAD =
      new Family(
          "tidegate_listeners_unread_max", "How many messages the slowest has not taken yet.");
  private static final Family INCIDENTS =
      new Family("tidegate_incidents", "How many records of workers in trouble were made.");
  private static final Family HELD_BACK =
      new Family("tidegate_starts_held_back", "Whether starts wait until a trial worker is ready.");
  private static final Family CRASHES =
      new Family("tidegate_start_failures_in_a_row", "How many starts in a row have failed.");
  private static final Family REREADS =
      new Family("tidegate_rereads", "Rereads of the filter, by result.");
  private static final Family REREAD_FAILED =
      new Family(
          "tidegate_reread_failed",
          "Whether the last reread failed (1), so that the filter before it stays in force.");
  private static final Family PARENT_READY =
      new Family(
          "tidegate_warm_parent_ready",
          "Whether workers can be forked (1) from the warm parent that -E asks for.");

  private final Families families;
  private final Labels pool;
  private final Stats stats;
  private final OptionalLong since;

  /**
   * @param since when the multiplexor began to count, in milliseconds since 1970
   */
  StatsMetrics(Families families, Labels pool, Stats stats, OptionalLong since) {
    this.families = families;
    this.pool = pool;
    this.stats = stats;
    this.since = since;
  }

  void add() {
    stats.requests().forEach(this::requests);
    byLabel(STARTS, "reason", stats.started());
    families.counter(START_FAILURES, pool, stats.startsFailed(), since);
    byLabel(EXITS, "reason", stats.exited());
    families.counter(INCIDENTS, pool, stats.lastIncident(), since);
    byLabel(MESSAGES, "type", stats.events());
    families.counter(DROPPED, pool, stats.dropped(), since);
    families.counter(REFUSED, pool, stats.listenersRefused(), since);
    families.gauge(LISTENERS, pool, stats.listeners().size());
    families.gauge(UNREAD, pool, mostUnread());
    families.gauge(HELD_BACK, pool, Stats.number(stats.backoff(), "holding"));
    families.gauge(CRASHES, pool, Stats.number(stats.backoff(), "failures"));
    filter(stats.filter());
  }

  private void filter(FilterState filter) {
    filter
        .reread()
        .ifPresentOrElse(
            rereads -> {
              rereads(rereads.succeeded(), "succeeded");
              rereads(rereads.failed(), "failed");
              families.gauge(REREAD_FAILED, pool, filter.hasFailedReread() ? 1 : 0);
            },
            () -> filter.generation().ifPresent(number -> rereads(number, "succeeded")));
    filter
        .warmParent()
        .filter(FilterState.WarmParent::wanted)
        .ifPresent(parent -> families.gauge(PARENT_READY, pool, parent.isReady() ? 1 : 0));
  }

  private void rereads(long number, String result) {
    families.counter(REREADS, pool.add("result", result), (double) number, since);
  }

  private double mostUnread() {
    return stats.listeners().stream().mapToDouble(ListenerPicture::unread).max().orElse(0);
  }

  private void requests(RequestClass kind, Stats.Requests requests) {
    Labels labels = pool.add("class", kind.word());
    requests
        .outcomes()
        .forEach(
            (result, count) ->
                families.counter(REQUESTS, labels.add("result", result), count, since));
    histogram(DURATION, labels, requests.durations());
    histogram(WAIT, labels, requests.waits());
  }

  private void byLabel(Family family, String label, Map<String, Long> numbers) {
    numbers.forEach(
        (value, number) -> families.counter(family, pool.add(label, value), number, since));
  }

  /** Bounds are in milliseconds there and in seconds here. */
  private void histogram(Family family, Labels labels, Stats.Histogram histogram) {
    List<Long> bounds = stats.bucketBoundsMillis();
    List<Long> counts = histogram.buckets();
    if (counts.size() != bounds.size() + 1 || !isSound(bounds, histogram)) {
      return;
    }
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int at = 0; at < bounds.size(); at++) {
      buckets.bucket(bounds.get(at) / Families.MILLIS_PER_SECOND, counts.get(at));
    }
    buckets.bucket(Double.POSITIVE_INFINITY, counts.getLast());
    families.histogram(
        family, labels, buckets.build(), histogram.sumMillis() / Families.MILLIS_PER_SECOND, since);
  }

  /** One strange number must not hide all others. */
  private static boolean isSound(List<Long> bounds, Stats.Histogram histogram) {
    boolean ascending = true;
    for (int at = 1; at < bounds.size(); at++) {
      ascending &= bounds.get(at - 1) < bounds.get(at);
    }
    return ascending
        && histogram.sumMillis() >= 0
        && histogram.buckets().stream().allMatch(count -> count >= 0);
  }
}

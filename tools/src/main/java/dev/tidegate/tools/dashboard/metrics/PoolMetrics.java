package dev.tidegate.tools.dashboard.metrics;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.dashboard.metrics.Families.Family;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.RequestTimeouts;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.ServerInfo.Source;
import dev.tidegate.tools.view.SlotPicture;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The figures of one pool. A pool that is not heard has {@code tidegate_up 0} and nothing else.
 * Labels are classes, slots and reasons, of which there is a bounded number; never a process or a
 * queue id.
 */
final class PoolMetrics {
  private static final Family UP =
      new Family("tidegate_up", "Whether the multiplexor is heard: if not, nobody can know.");
  private static final Family ABOUT =
      new Family("tidegate_multiplexor", "Which multiplexor it is.");
  private static final Family START =
      new Family("tidegate_start_time_seconds", "When it was started, in seconds since 1970.");
  private static final Family WORKERS =
      new Family("tidegate_workers", "How many slots are in which state.");
  private static final Family FREE =
      new Family("tidegate_workers_free", "Slots that are idle or stopped, and not drained.");
  private static final Family SERVICEABLE =
      new Family("tidegate_workers_serviceable", "How many requests can be taken now.");
  private static final Family DRAINED =
      new Family("tidegate_workers_drained", "Slots that are taken out of use by hand.");
  private static final Family MOST =
      new Family("tidegate_workers_max", "How many workers there may be (-x).");
  private static final Family LEAST =
      new Family("tidegate_workers_min", "How many workers there should be (-m).");
  private static final Family QUEUE =
      new Family("tidegate_queue_length", "How many requests wait for a worker.");
  private static final Family QUEUE_LIMIT =
      new Family("tidegate_queue_limit", "How many may wait (-q).");
  private static final Family OLDEST =
      new Family("tidegate_queue_oldest_seconds", "How long the first of the queue has waited.");
  private static final Family BUSY_TIMEOUT =
      new Family(
          "tidegate_busy_timeout_seconds",
          "How long a request may take whose class has no timeout of its own (-b).");
  private static final Family REQUEST_TIMEOUT =
      new Family("tidegate_request_timeout_seconds", "How long a request may take.");
  private static final Family SATURATED =
      new Family(
          "tidegate_saturated_seconds",
          "For how long altogether no worker was free, or no request could be taken; observed: put"
              + " together out of what was heard, and not counted by the multiplexor.");
  private static final Family SLOT_BUSY =
      new Family(
          "tidegate_slot_busy_seconds", "How long a slot has been busy with its request; else 0.");
  private static final Family SLOT_TIMEOUT =
      new Family(
          "tidegate_slot_timeout_seconds",
          "How long a slot may be busy with its request; if it has none, with one of a class that"
              + " has no timeout of its own.");
  private static final Family SLOT_MEMORY =
      new Family("tidegate_slot_memory_bytes", "Resident memory of the worker of a slot.");
  private static final Family SLOT_PRIVATE_MEMORY =
      new Family(
          "tidegate_slot_private_memory_bytes",
          "Memory that the worker of a slot shares with no other process.");
  private static final Family OBSERVED_RATE =
      new Family(
          "tidegate_observed_request_rate",
          "Requests a second in the last ten, of a multiplexor that tells no counters.");
  private static final Family OBSERVED_SECONDS =
      new Family(
          "tidegate_observed_request_seconds",
          "How long a request took in the last ten seconds, of one that tells no histograms.");

  private static final double BYTES_PER_KIB = 1_024;

  private final Families families;
  private final PoolPicture picture;
  private final Labels pool;

  private PoolMetrics(Families families, PoolPicture picture) {
    this.families = families;
    this.picture = picture;
    this.pool = Labels.of("pool", picture.name());
  }

  /** Adds what is known of a pool. */
  static void add(Families families, PoolPicture picture) {
    new PoolMetrics(families, picture).add();
  }

  private void add() {
    boolean up = picture.link().isLive();
    families.gauge(UP, pool, up ? 1 : 0);
    if (!up) {
      return;
    }
    OptionalLong since = since(picture);
    picture.server().ifPresent(this::about);
    since.ifPresent(
        millis -> families.gauge(START, pool, Math.floor(millis / Families.MILLIS_PER_SECOND)));
    counts(picture.figures());
    saturation(picture.figures().saturation(), since);
    picture.slots().forEach(this::slot);
    if (tells(Source.STATS) && picture.stats().isPresent()) {
      new StatsMetrics(families, pool, picture.stats().get(), since).add();
    }
    if (tells(Source.LOAD)) {
      observed(picture.figures());
    }
  }

  /** What was told once and is not told now would be stale. */
  private boolean tells(Source source) {
    return picture.server().filter(server -> server.told().contains(source)).isPresent();
  }

  private static OptionalLong since(PoolPicture picture) {
    Optional<Instant> start = picture.server().flatMap(ServerInfo::startedAt);
    return start.isPresent() ? OptionalLong.of(start.get().toEpochMilli()) : OptionalLong.empty();
  }

  private void about(ServerInfo server) {
    families.info(
        ABOUT,
        pool.merge(
            Labels.of(
                "server",
                server.kind().name().toLowerCase(Locale.ROOT),
                "version",
                server.version().orElse(""),
                "host",
                server.host().orElse(""))));
  }

  private void counts(Figures figures) {
    Figures.Counts counts = figures.counts();
    inState("idle", counts.idle());
    inState("busy", counts.busy());
    inState("stopped", counts.stopped());
    inState("killed", counts.killed());
    families.gauge(FREE, pool, counts.free());
    families.gauge(SERVICEABLE, pool, counts.serviceable());
    if (tells(Source.STATS) || tells(Source.WORKERS)) {
      answered(figures);
    }
  }

  private void answered(Figures figures) {
    families.gauge(DRAINED, pool, figures.counts().drained());
    families.gauge(MOST, pool, figures.maxWorkers());
    families.gauge(LEAST, pool, figures.minWorkers());
    families.gauge(QUEUE, pool, figures.queue().length());
    families.gauge(QUEUE_LIMIT, pool, figures.queue().limit());
    OptionalInt length = figures.queue().length();
    boolean nobodyWaits = length.isPresent() && length.getAsInt() == 0;
    families.gaugeOfMillis(
        OLDEST, pool, nobodyWaits ? OptionalLong.of(0) : figures.queue().oldestMillis());
    families.gauge(BUSY_TIMEOUT, pool, figures.busyTimeoutSeconds());
    for (RequestClass each : RequestClass.values()) {
      families.gauge(
          REQUEST_TIMEOUT, pool.add("class", each.word()), figures.timeouts().seconds(each));
    }
  }

  private void inState(String state, OptionalInt count) {
    families.gauge(WORKERS, pool.add("state", state), count);
  }

  private void saturation(Figures.Saturation saturation, OptionalLong since) {
    boolean observed = saturation.observed();
    if (!observed && !tells(Source.STATS)) {
      return;
    }
    // What is put together here began when it was watched.
    OptionalLong counted = observed ? OptionalLong.empty() : since;
    seconds("none_free", observed, saturation.noneFreeMillis(), counted);
    seconds("none_serviceable", observed, saturation.noneServiceableMillis(), counted);
  }

  private void seconds(String kind, boolean observed, OptionalLong millis, OptionalLong since) {
    Labels labels = pool.add("kind", kind).add("observed", Boolean.toString(observed));
    millis.ifPresent(
        value -> families.counter(SATURATED, labels, value / Families.MILLIS_PER_SECOND, since));
  }

  private void slot(SlotPicture slot) {
    Labels labels = pool.add("slot", Integer.toString(slot.number()));
    if (slot.state() != WorkerState.BUSY) {
      families.gauge(SLOT_BUSY, labels, 0);
    } else if (slot.changedAt().isPresent()) {
      Duration busy = Duration.between(slot.changedAt().get(), picture.at());
      families.gauge(SLOT_BUSY, labels, Math.max(0, busy.toMillis()) / Families.MILLIS_PER_SECOND);
    }
    RequestTimeouts timeouts = picture.figures().timeouts();
    families.gauge(
        SLOT_TIMEOUT,
        labels,
        slot.state() == WorkerState.BUSY
            ? timeouts.seconds(slot.kind().orElse(RequestClass.OTHER))
            : timeouts.busySeconds());
    slot.memoryKib().ifPresent(kib -> families.gauge(SLOT_MEMORY, labels, kib * BYTES_PER_KIB));
    slot.privateKib()
        .ifPresent(kib -> families.gauge(SLOT_PRIVATE_MEMORY, labels, kib * BYTES_PER_KIB));
  }

  private void observed(Figures figures) {
    figures
        .classes()
        .forEach(
            (kind, known) -> {
              Labels labels = pool.add("class", kind.word());
              families.gauge(OBSERVED_RATE, labels, known.ratePerSecond());
              known
                  .meanMillis()
                  .ifPresent(
                      millis ->
                          families.gauge(
                              OBSERVED_SECONDS, labels, millis / Families.MILLIS_PER_SECOND));
            });
  }
}

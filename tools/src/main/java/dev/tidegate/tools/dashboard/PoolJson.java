package dev.tidegate.tools.dashboard;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.FigureHistory;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.FilterState;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.ListenerPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import dev.tidegate.tools.view.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The picture of a pool in JSON, as docs/PROTOCOLS.md has it; times are milliseconds since 1970.
 */
final class PoolJson {
  private PoolJson() {}

  /** Writes everything that is known. */
  static void all(JsonText json, PoolPicture picture) {
    all(json, picture, picture.slots());
  }

  /**
   * Writes everything that is known.
   *
   * @param slots perhaps somewhat older ones than those of the picture
   */
  static void all(JsonText json, PoolPicture picture, List<SlotPicture> slots) {
    json.put("name", picture.name());
    link(json, picture);
    picture.server().ifPresent(server -> server(json, server, picture.at()));
    json.put("figures", inner -> figures(inner, picture));
    json.putObjects(
        "slots", slots, (inner, slot) -> slot(inner, slot, picture.figures(), Instant.MIN));
    json.putObjects("listeners", picture.listeners(), PoolJson::listener);
    json.put("history", inner -> history(inner, picture.history()));
    json.putObjects("messages", picture.messages(), PoolJson::message);
    json.putObjects("incidents", picture.incidents(), IncidentJson::write);
  }

  /** Writes how fresh the picture is. */
  static void link(JsonText json, PoolPicture picture) {
    json.put("link", word(picture.link()));
    switch (picture.link()) {
      case Link.Lost lost -> json.put("why", lost.why()).put("since", lost.since());
      case Link.Silent silent -> json.put("since", silent.since());
      case Link.Connecting connecting -> {}
      case Link.Live live -> {}
    }
    json.putTime("asOf", picture.asOf());
  }

  static String word(Link link) {
    return switch (link) {
      case Link.Connecting connecting -> "connecting";
      case Link.Live live -> "live";
      case Link.Silent silent -> "silent";
      case Link.Lost lost -> "lost";
    };
  }

  private static void server(JsonText json, ServerInfo server, Instant at) {
    json.put("server", word(server.kind()))
        .putText("version", server.version())
        .putText("host", server.host())
        .putText("epoch", server.epoch());
    server
        .startedAt()
        .ifPresent(start -> json.put("uptimeMs", at.toEpochMilli() - start.toEpochMilli()));
    json.putTexts("told", server.told().stream().map(PoolJson::word).sorted().toList());
    json.put("privileged", server.privileged());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Writes the figures of the whole pool. */
  static void figures(JsonText json, PoolPicture picture) {
    Figures figures = picture.figures();
    counts(json, figures);
    json.put("queueLimit", figures.queue().limit())
        .put("oldestMs", figures.queue().oldestMillis())
        .put("maxWorkers", figures.maxWorkers())
        .put("minWorkers", figures.minWorkers())
        .put("busyTimeoutMs", millis(figures.busyTimeoutSeconds()))
        .put("generation", figures.generation());
    saturation(json, figures.saturation());
    json.put("classes", inner -> classes(inner, figures.classes()));
    picture.stats().ifPresent(stats -> totals(json, stats));
  }

  /** Writes the figures that must agree with the slots. */
  static void counts(JsonText json, Figures figures) {
    Figures.Counts counts = figures.counts();
    json.put("free", counts.free())
        .put("idle", counts.idle())
        .put("busy", counts.busy())
        .put("stopped", counts.stopped())
        .put("killed", counts.killed())
        .put("drained", counts.drained())
        .put("serviceable", counts.serviceable())
        .put("queued", figures.queue().length());
  }

  private static OptionalLong millis(OptionalLong seconds) {
    return seconds.isPresent() ? OptionalLong.of(seconds.getAsLong() * 1_000) : seconds;
  }

  private static void saturation(JsonText json, Figures.Saturation saturation) {
    json.put("noneFreeMs", saturation.noneFreeMillis())
        .put("noneServiceableMs", saturation.noneServiceableMillis())
        .put("observed", saturation.observed())
        .putTime("noneFreeSince", saturation.noneFreeSince())
        .putTime("noneServiceableSince", saturation.noneServiceableSince());
  }

  private static void classes(JsonText json, Map<RequestClass, Figures.ClassFigures> classes) {
    for (RequestClass each : RequestClass.values()) {
      Figures.ClassFigures known = classes.get(each);
      if (known != null) {
        json.put(
            each.word(),
            inner ->
                inner
                    .put("rate", known.ratePerSecond())
                    .put("ms", known.meanMillis())
                    .put("total", known.total()));
      }
    }
  }

  private static void totals(JsonText json, Stats stats) {
    json.put(
        "totals",
        inner -> {
          numbers(inner, "started", stats.started());
          inner.put("startsFailed", stats.startsFailed());
          numbers(inner, "exited", stats.exited());
          inner.put("dropped", stats.dropped());
          inner.put("listenersRefused", stats.listenersRefused());
          numbers(inner, "events", stats.events());
        });
    numbers(json, "backoff", stats.backoff());
    filter(json, stats.filter());
    numbers(json, "autoscale", stats.autoscale());
  }

  private static void filter(JsonText json, FilterState filter) {
    filter
        .reread()
        .ifPresent(
            reread ->
                json.put(
                    "reread",
                    inner ->
                        inner
                            .put("requested", reread.requested())
                            .put("succeeded", reread.succeeded())
                            .put("failed", reread.failed())
                            .put("loadingMs", reread.loadingMillis())
                            .put("failedMs", reread.failedMillis())
                            .put("failure", reread.failure())
                            .putTexts("stderr", reread.stderr())));
    filter
        .warmParent()
        .ifPresent(
            parent ->
                json.put(
                    "warmParent",
                    inner ->
                        inner
                            .put("wanted", parent.wanted())
                            .put("state", parent.state())
                            .put("pid", parent.pid())
                            .put("ageMs", parent.ageMillis())
                            .put("memoryKib", parent.memoryKib())
                            .put("failures", parent.failures())));
    json.putText("failedReread", filter.failedReread());
    json.putText("failedWarmParent", filter.failedWarmParent());
  }

  private static void numbers(JsonText json, String name, Map<String, Long> numbers) {
    json.put(name, inner -> numbers.forEach(inner::put));
  }

  /**
   * Writes one slot.
   *
   * @param after of its timeline only what began later than that
   */
  static void slot(JsonText json, SlotPicture slot, Figures figures, Instant after) {
    json.put("n", slot.number())
        .put("state", word(slot.state()))
        .put("pid", slot.pid())
        .putTime("since", slot.changedAt())
        .putText("kind", slot.kind().map(RequestClass::word))
        .putText("tag", slot.tag())
        .putText("command", slot.command())
        .putText("queueId", slot.queueId())
        .putTime("timeoutAt", slot.timeoutAt());
    if (slot.state() == WorkerState.BUSY) {
      RequestClass kind = slot.kind().orElse(RequestClass.OTHER);
      json.put("busyTimeoutMs", millis(figures.timeouts().seconds(kind)));
    }
    json.put("requests", slot.requests())
        .put("scans", slot.scans())
        .putTime("startedAt", slot.startedAt())
        .put("generation", slot.generation())
        .put("memoryKib", slot.memoryKib())
        .put("privateKib", slot.privateKib())
        .put("drained", slot.drained())
        .put("incident", slot.incident());
    if (!slot.stderr().isEmpty()) {
      json.putTexts("stderr", slot.stderr());
    }
    json.putEach(
        "timeline",
        slot.timeline().stream().filter(each -> each.at().isAfter(after)).toList(),
        (inner, each) -> inner.pair(each.at().toEpochMilli(), each.state().map(PoolJson::word)));
  }

  /** Writes one listener. */
  static void listener(JsonText json, ListenerPicture listener) {
    json.put("id", listener.id())
        .put("types", listener.types())
        .put("json", listener.json())
        .put("unread", listener.unread())
        .put("dropped", listener.dropped())
        .put("connectedMs", listener.connectedMillis());
  }

  /** Writes one message. */
  static void message(JsonText json, HeardMessage message) {
    json.put("id", message.id()).put("at", message.at());
    message.letter().ifPresent(letter -> json.put("letter", String.valueOf(letter)));
    json.put("type", message.type())
        .put("text", message.text())
        .put("slot", message.slot())
        .put("incident", message.incident())
        .put("weight", word(message.weight()));
  }

  private static void history(JsonText json, FigureHistory history) {
    List<FigureHistory.Sample> samples = history.samples();
    if (!samples.isEmpty()) {
      json.put("from", samples.getFirst().at());
    }
    json.put("stepMs", 1_000);
    json.putEach("free", samples, (inner, sample) -> inner.item(sample.free()));
    json.putEach("lowestFree", samples, (inner, sample) -> inner.item(sample.lowestFree()));
    json.putEach("busy", samples, (inner, sample) -> inner.item(sample.busy()));
    json.putEach("queued", samples, (inner, sample) -> inner.item(sample.queued()));
    json.put("rate", inner -> perClass(inner, samples, Figures.ClassFigures::ratePerSecond));
    json.put("ms", inner -> perClass(inner, samples, Figures.ClassFigures::meanMillis));
  }

  /** One figure of a class. */
  private interface ClassFigure {
    OptionalDouble of(Figures.ClassFigures figures);
  }

  private static void perClass(
      JsonText json, List<FigureHistory.Sample> samples, ClassFigure figure) {
    for (RequestClass each : RequestClass.values()) {
      if (samples.stream().anyMatch(sample -> sample.classes().containsKey(each))) {
        json.putEach(
            each.word(),
            samples,
            (inner, sample) -> {
              Figures.ClassFigures known = sample.classes().get(each);
              inner.item(known == null ? OptionalDouble.empty() : figure.of(known));
            });
      }
    }
  }
}

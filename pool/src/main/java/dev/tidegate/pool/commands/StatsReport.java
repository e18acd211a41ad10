package dev.tidegate.pool.commands;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.Distribution;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.Outcome;
import dev.tidegate.pool.counters.RequestCounters;
import dev.tidegate.pool.counters.RequestKind;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.ListenerStatus;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.scaling.StartBackoff;
import dev.tidegate.pool.settings.LiveSettings;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.workers.IncidentRecorder;
import dev.tidegate.pool.workers.Loader;
import dev.tidegate.pool.workers.Rereads;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.SlotTransitions;
import dev.tidegate.pool.workers.WarmParents;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.JsonLine;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code stats}: one JSON document of everything that is counted since the start and
 * known of each slot and listener. docs/PROTOCOLS.md has its schema.
 *
 * <p>It is put together out of objects of one line each, so none is longer than a line may be.
 */
final class StatsReport {
  /** Of the schema: a reader that knows it may rely on every field of it; more may be added. */
  static final int SCHEMA = 2;

  private static final long MILLI_NANOS = 1_000_000;
  private static final int COMMAND_BYTES = 1_000;
  private static final int QUEUE_ID_BYTES = 200;
  private static final int TAG_BYTES = 500;
  private static final int STDERR_LINES = 5;
  private static final int STDERR_LINE_BYTES = 300;
  private static final int WORD_BYTES = 100;
  private static final int GIVEN_BYTES = 2_000;

  private final LiveSettings settings;
  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final RequestQueue queue;
  private final Feed feed;
  private final WorkerLifecycle lifecycle;
  private final Autoscale autoscale;
  private final Counters counters;
  private final Rereads rereads;
  private final IncidentRecorder incidentRecorder;
  private final long startNanos;
  private final JsonLine json = new JsonLine();

  StatsReport(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      Autoscale autoscale,
      Rereads rereads,
      RequestQueue queue) {
    this.settings = context.liveSettings();
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.queue = queue;
    this.feed = slotTransitions.feed();
    this.lifecycle = lifecycle;
    this.autoscale = autoscale;
    this.counters = lifecycle.journal().counters();
    this.rereads = rereads;
    this.incidentRecorder = lifecycle.incidentRecorder();
    this.startNanos = context.nanos();
  }

  /**
   * Returns the complete document.
   *
   * @param privileged whether commands, stderr and options may be in it
   */
  String answer(boolean privileged) {
    String top = end(top());
    StringBuilder text = new StringBuilder(top.length() + 300 * workers.slots().size());
    text.append(top, 0, top.length() - 1);
    field(text, "pool", poolObject());
    field(text, "queue", queueObject());
    field(text, "saturation", saturation());
    for (RequestKind each : RequestKind.values()) {
      field(text, "requests_" + each.word(), requests(each));
    }
    field(text, "workers", workersObject());
    field(text, "notifications", notifications());
    field(text, "autoscale", autoscaleObject());
    field(text, "backoff", backoff());
    field(text, "reread", rereadObject(privileged));
    field(text, "warmParent", warmParentObject());
    field(text, "configuration", configuration(privileged));
    text.append(",\n\"listeners\":[");
    String separator = "\n";
    for (ListenerStatus each : feed.statuses()) {
      text.append(separator).append(end(listener(each)));
      separator = ",\n";
    }
    text.append("],\n\"slots\":[");
    separator = "\n";
    for (Slot each : workers.slots()) {
      text.append(separator).append(end(slot(each, privileged)));
      separator = ",\n";
    }
    return text.append("]}\n").toString();
  }

  private static void field(StringBuilder text, String name, JsonLine object) {
    text.append(",\n\"").append(name).append("\":").append(end(object));
  }

  /** Returns the object without a newline. */
  private static String end(JsonLine object) {
    byte[] line = object.end();
    return new String(line, 0, line.length - 1, StandardCharsets.ISO_8859_1);
  }

  private JsonLine top() {
    return json.begin()
        .number("schema", SCHEMA)
        .text("epoch", settings.now().epoch())
        .time("time", context.now().wallMillis())
        .number("uptimeMs", sinceMillis(startNanos))
        .number("seq", feed.lastSeq())
        .number("lastIncident", incidentRecorder.lastSettled())
        .numbers("bucketBoundsMs", Distribution.BOUNDS_MILLIS)
        .text("version", settings.now().version(), WORD_BYTES)
        .text("host", settings.now().host(), QUEUE_ID_BYTES);
  }

  private JsonLine poolObject() {
    PoolCounts counts = slotTransitions.counts();
    return json.begin()
        .number("slots", workers.slots().size())
        .number("free", counts.free())
        .number("idle", counts.idle())
        .number("busy", counts.busy())
        .number("stopped", counts.stopped())
        .number("killed", counts.killed())
        .number("drained", workers.drained())
        .number("retired", workers.retired())
        .number("serviceable", counts.serviceable())
        .number("generation", workers.generation())
        .flag("terminating", lifecycle.isEnding());
  }

  private JsonLine queueObject() {
    long oldestMillis = queue.head().map(head -> sinceMillis(head.arrivedNanos())).orElse(-1L);
    return json.begin()
        .number("length", queue.size())
        .number("limit", queue.limit())
        .number("oldestMs", oldestMillis);
  }

  private JsonLine saturation() {
    return json.begin()
        .number("noneFreeMs", counters.noneFreeNanos(context.nanos()) / MILLI_NANOS)
        .number("noneServiceableMs", counters.noneServiceableNanos(context.nanos()) / MILLI_NANOS);
  }

  private JsonLine requests(RequestKind kind) {
    RequestCounters counted = counters.requests(kind);
    json.begin();
    for (Outcome each : Outcome.values()) {
      json.number(each.word(), counted.outcomes().count(each));
    }
    distribution("duration", counted.durations());
    return distribution("wait", counted.waits());
  }

  private JsonLine distribution(String name, Distribution times) {
    return json.open(name)
        .number("count", times.count())
        .number("sumMs", times.sumMillis())
        .numbers("buckets", times.buckets())
        .close();
  }

  private JsonLine workersObject() {
    json.begin().open("started");
    for (StartReason each : StartReason.values()) {
      json.number(each.word(), counters.starts().count(each));
    }
    json.close().number("startsFailed", counters.failedStarts()).open("exited");
    for (ExitReason each : ExitReason.values()) {
      json.number(each.word(), counters.exits().count(each));
    }
    return json.close().number("repeatKillers", incidentRecorder.repeatKillersSeen());
  }

  private JsonLine notifications() {
    json.begin()
        .number("listeners", feed.listening())
        .number("listenersRefused", feed.refused())
        .number("dropped", feed.dropped())
        .open("events");
    for (MessageType each : MessageType.values()) {
      json.number(each.jsonName(), feed.published(each));
    }
    return json.close();
  }

  private JsonLine autoscaleObject() {
    return json.begin()
        .flag("enabled", settings.now().autoscale())
        .number("averageBusyPermille", Math.round(1_000 * autoscale.averageBusy()));
  }

  private JsonLine backoff() {
    StartBackoff starts = lifecycle.starts().limits().backoff();
    long allowedAt = starts.trialAtNanos();
    boolean holding = starts.isHolding();
    return json.begin()
        .flag("holding", holding)
        .number("failures", starts.failures())
        .number("holdMs", holding ? starts.holdNanos() / MILLI_NANOS : 0)
        .number(
            "nextStartInMs",
            !holding ? 0 : allowedAt == Long.MAX_VALUE ? -1 : Math.max(0, -sinceMillis(allowedAt)));
  }

  private JsonLine rereadObject(boolean privileged) {
    json.begin()
        .number("requested", counters.rereadsRequested())
        .number("succeeded", counters.rereadsSucceeded())
        .number("failed", counters.rereadsFailed())
        .number(
            "loadingMs", rereads.next().map(each -> sinceMillis(each.startedNanos())).orElse(-1L))
        .number("failedMs", rereads.failure().map(each -> sinceMillis(each.atNanos())).orElse(-1L))
        .text("failure", rereads.failure().map(Rereads.Failure::how).orElse(""), WORD_BYTES);
    if (privileged) {
      List<String> stderr = rereads.failure().map(Rereads.Failure::stderr).orElse(List.of());
      json.texts("stderr", stderr, STDERR_LINE_BYTES);
    }
    return json;
  }

  private JsonLine warmParentObject() {
    WarmParents parents = rereads.parents();
    Optional<Loader> parent = parents.parent();
    return json.begin()
        .flag("wanted", context.settings().embedPerl())
        .text("state", parents.state().word())
        .number("pid", parent.map(Loader::pid).orElse(-1))
        .number("generation", workers.generation())
        .number("ageMs", parent.map(each -> sinceMillis(each.startedNanos())).orElse(-1L))
        .number("memoryKib", parent.map(Loader::residentKib).orElse(-1L))
        .number("failures", parents.failures());
  }

  private JsonLine configuration(boolean privileged) {
    PoolSettings now = settings.now();
    PoolSettings atStart = settings.atStart();
    json.begin();
    Setting.live().forEach(each -> put(each, now));
    Setting.immutable().forEach(each -> put(each, now));
    json.open("atStart");
    for (Setting each : Setting.live()) {
      if (atStart.get(each) != now.get(each)) {
        put(each, atStart);
      }
    }
    json.close();
    if (privileged) {
      json.text("given", now.given(), GIVEN_BYTES);
    }
    return json;
  }

  private void put(Setting setting, PoolSettings from) {
    if (setting.isFlag()) {
      json.flag(setting.jsonName(), from.isOn(setting));
    } else {
      json.number(setting.jsonName(), from.get(setting));
    }
  }

  private JsonLine listener(ListenerStatus each) {
    return json.begin()
        .number("id", each.id())
        .text("types", each.interest().letters())
        .flag("json", each.json())
        .number("unread", each.unread())
        .number("dropped", each.dropped())
        .number("connectedMs", sinceMillis(each.sinceNanos()));
  }

  private JsonLine slot(Slot slot, boolean privileged) {
    json.begin()
        .number("slot", slot.number())
        .text("state", slot.state().word())
        .number("pid", slot.pid())
        .flag("drained", slot.drained())
        .flag("retired", slot.retired())
        .number("sinceMs", sinceMillis(slot.changedNanos()))
        .number("ageMs", sinceMillis(slot.startedNanos()))
        .number("requests", slot.requests())
        .number("scans", slot.scans())
        .number("generation", slot.generation())
        .number("memoryKib", slot.residentKib())
        .number("privateKib", slot.privateKib())
        .flag("starting", slot.starting())
        .flag("loading", slot.loading())
        .text("readyBy", slot.readySign().map(ReadySign::word).orElse(""))
        .text("lastClass", slot.lastClass().word());
    Assignment held = slot.request().assignment();
    if (held != null) {
      json.number("timeoutInMs", -sinceMillis(held.endNanos()))
          .text("kind", held.request().kind().word())
          .text("tag", slot.tag(), TAG_BYTES);
    }
    if (privileged) {
      if (held != null) {
        json.text("queueId", held.request().queueId(), QUEUE_ID_BYTES)
            .text("command", held.request().line(), COMMAND_BYTES);
      }
      json.texts("stderr", slot.stderr(STDERR_LINES), STDERR_LINE_BYTES);
    }
    return json;
  }

  private long sinceMillis(long nanos) {
    return nanos == Slot.NEVER ? -1 : (context.nanos() - nanos) / MILLI_NANOS;
  }
}

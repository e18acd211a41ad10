package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.Stats.Histogram;
import dev.tidegate.tools.view.Stats.Requests;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Understands the answer to {@code stats}, whatever it is. */
final class StatsReader {
  private static final int MAX_LISTENERS = 1_024;
  private static final int WORD = 100;
  private static final int TAG = 500;
  private static final int LINE = 1_000;
  private static final int GIVEN = 2_000;
  private static final int STDERR_LINE = 300;

  private StatsReader() {}

  /** Returns what is in it; empty if it is no such answer. */
  static Optional<Stats> read(String answer) {
    return Fields.read(answer).filter(top -> top.has("schema")).map(top -> read(answer, top));
  }

  private static Stats read(String document, Fields top) {
    Fields workers = top.object("workers");
    Fields notifications = top.object("notifications");
    Fields configuration = top.object("configuration");
    return new Stats(
        document,
        top.text("epoch", WORD).orElse(""),
        top.time("time"),
        top.number("uptimeMs"),
        top.number("seq"),
        top.number("lastIncident"),
        top.text("version", WORD),
        top.text("host", WORD),
        top.object("pool").allNumbers(),
        top.object("queue").allNumbers(),
        top.object("saturation").allNumbers(),
        requests(top),
        top.numbers("bucketBoundsMs"),
        workers.object("started").allNumbers(),
        workers.number("startsFailed"),
        workers.object("exited").allNumbers(),
        notifications.number("listenersRefused"),
        notifications.number("dropped"),
        notifications.object("events").allNumbers(),
        top.object("autoscale").allNumbers(),
        top.object("backoff").allNumbers(),
        FilterState.of(top),
        configuration.allTexts(GIVEN),
        configuration.text("given", GIVEN),
        listeners(top),
        slots(top));
  }

  private static Map<RequestClass, Requests> requests(Fields top) {
    Map<RequestClass, Requests> requests = new EnumMap<>(RequestClass.class);
    for (RequestClass each : RequestClass.values()) {
      String name = "requests_" + each.word();
      if (top.has(name)) {
        Fields counted = top.object(name);
        requests.put(
            each,
            new Requests(
                counted.allNumbers(),
                histogram(counted.object("duration")),
                histogram(counted.object("wait"))));
      }
    }
    return requests;
  }

  private static Histogram histogram(Fields times) {
    return new Histogram(
        times.number("count").orElse(0), times.number("sumMs").orElse(0), times.numbers("buckets"));
  }

  private static List<ListenerPicture> listeners(Fields top) {
    List<ListenerPicture> listeners = new ArrayList<>();
    for (Fields each : top.objects("listeners", MAX_LISTENERS)) {
      listeners.add(
          new ListenerPicture(
              each.number("id").orElse(0),
              each.text("types", WORD).orElse(""),
              each.flag("json"),
              each.number("unread").orElse(0),
              each.number("dropped").orElse(0),
              each.number("connectedMs").orElse(0)));
    }
    return List.copyOf(listeners);
  }

  private static List<StatsSlot> slots(Fields top) {
    List<StatsSlot> slots = new ArrayList<>();
    for (Fields each : top.objects("slots", SlotModel.MAX_SLOTS)) {
      OptionalInt number = each.slot("slot");
      Optional<WorkerState> state = each.text("state", WORD).flatMap(WorkerState::ofWord);
      if (number.isPresent() && state.isPresent()) {
        slots.add(slot(number.getAsInt(), state.get(), each));
      }
    }
    return List.copyOf(slots);
  }

  private static StatsSlot slot(int number, WorkerState state, Fields slot) {
    return new StatsSlot(
        number,
        state,
        slot.number("pid"),
        slot.flag("drained"),
        slot.number("sinceMs"),
        slot.number("ageMs"),
        slot.number("requests"),
        slot.number("scans"),
        slot.number("generation"),
        slot.number("memoryKib"),
        slot.number("privateKib"),
        slot.signed("timeoutInMs"),
        slot.text("kind", WORD).flatMap(RequestClass::ofWord),
        slot.text("tag", TAG),
        slot.text("queueId", WORD),
        slot.text("command", LINE),
        slot.texts("stderr", STDERR_LINE));
  }
}

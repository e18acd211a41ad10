package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts on its own what {@code stats} must have counted, and compares. */
final class CounterModel {
  private static final String RIGHT = "stats counts what happened";
  private static final String[] ERRORS = {"error: ", "ERR ", "TEMP "};
  private static final String[] KINDS = {"scan", "relayok", "senderok", "recipok", "other", "map"};

  private final EventHistory eventHistory;
  private final WorkerModel workerModel;
  private final Backlog backlog;

  /** How many answers of each kind and outcome clients were told. */
  private final Map<String, Long> told = new HashMap<>();

  /** How many requests of each kind arrived, were handed to a worker, and left one. */
  private final Map<String, Long> arrived = new HashMap<>();

  private final Map<String, Long> handed = new HashMap<>();
  private final Map<String, Long> gone = new HashMap<>();
  private long noneFreeNanos;
  private long lastNanos = Long.MIN_VALUE;

  CounterModel(EventHistory eventHistory, WorkerModel workerModel, Backlog backlog) {
    this.eventHistory = eventHistory;
    this.workerModel = workerModel;
    this.backlog = backlog;
  }

  /** To be called before anything changes at that time. */
  void timeIs(long nowNanos) {
    if (lastNanos != Long.MIN_VALUE && eventHistory.free() == 0) {
      noneFreeNanos += nowNanos - lastNanos;
    }
    lastNanos = nowNanos;
  }

  void arrived(Request request) {
    arrived.merge(kindOf(request), 1L, Long::sum);
  }

  void handed(Request request) {
    handed.merge(kindOf(request), 1L, Long::sum);
  }

  /** Nobody will be told of it. */
  void gone(Request request) {
    gone.merge(kindOf(request), 1L, Long::sum);
  }

  void told(Request request, String answer) {
    told.merge(kindOf(request) + " " + outcomeOf(answer), 1L, Long::sum);
  }

  private static String kindOf(Request request) {
    if (request.tick()) {
      return "tick";
    }
    return request.map
        ? "map"
        : request.commandClass == CommandClass.OTHER ? "other" : request.commandClass.word();
  }

  private static String outcomeOf(String answer) {
    return switch (withoutBeginning(answer.strip())) {
      case "No free workers" -> "no_free_workers";
      case "Unable to activate worker" -> "unable_to_activate";
      case "Queued request timed out" -> "queue_timeout";
      case "Error talking to worker process" -> "not_taken";
      case "No response from worker" -> "no_response";
      case "ok -1 Per-domain%20recipok%20limit%20hit;%20please%20try%20again%20later" ->
          "domain_limit";
      case "Busy timeout on worker",
          "Filter timed out - check filter rules or system load",
          "Filter timed out - system may be overloaded (consider increasing busy timeout)" ->
          "busy_timeout";
      default -> "answered";
    };
  }

  private static String withoutBeginning(String answer) {
    for (String each : ERRORS) {
      if (answer.startsWith(each)) {
        return answer.substring(each.length());
      }
    }
    return answer;
  }

  void compare(String answer, ClientSocket socket, int queued) {
    JsonObject stats = JsonParser.parseString(answer).getAsJsonObject();
    checkPool(stats, queued);
    for (String kind : KINDS) {
      checkRequests(kind, stats.getAsJsonObject("requests_" + kind));
    }
    JsonObject workers = stats.getAsJsonObject("workers");
    long started = sum(workers.getAsJsonObject("started"));
    long exited = sum(workers.getAsJsonObject("exited"));
    check(
        started == workerModel.activations(), RIGHT, "started", started, workerModel.activations());
    check(
        started - exited == workerModel.processes(),
        RIGHT,
        "exited",
        exited,
        workerModel.processes());
    long noneFreeMillis = stats.getAsJsonObject("saturation").get("noneFreeMs").getAsLong();
    check(
        noneFreeMillis == noneFreeNanos / 1_000_000,
        RIGHT,
        "none free",
        noneFreeMillis,
        noneFreeNanos);
    checkSlots(stats.getAsJsonArray("slots"), socket);
  }

  private void checkPool(JsonObject stats, int queued) {
    JsonObject pool = stats.getAsJsonObject("pool");
    check(pool.get("free").getAsInt() == eventHistory.free(), RIGHT, pool);
    check(pool.get("retired").getAsInt() == eventHistory.out(), RIGHT, pool);
    check(pool.get("slots").getAsInt() == eventHistory.made(), RIGHT, pool);
    for (WorkerState each : WorkerState.values()) {
      String name = each.word().toLowerCase(Locale.ROOT);
      check(pool.get(name).getAsInt() == eventHistory.count(each), RIGHT, pool);
    }
    int length = stats.getAsJsonObject("queue").get("length").getAsInt();
    check(length == queued, RIGHT, "queued", length, queued);
  }

  private void checkRequests(String kind, JsonObject counted) {
    long over = 0;
    long withoutListener = gone.getOrDefault(kind, 0L);
    for (Map.Entry<String, JsonElement> each : counted.entrySet()) {
      if (each.getValue().isJsonPrimitive()) {
        long count = each.getValue().getAsLong();
        long known = told.getOrDefault(kind + " " + each.getKey(), 0L);
        over += count;
        check(count >= known && count <= known + withoutListener, RIGHT, kind, each, known);
      }
    }
    long working = workerModel.working(kind, CounterModel::kindOf);
    long waiting = backlog.queue().stream().filter(each -> kindOf(each).equals(kind)).count();
    long inWork = arrived.getOrDefault(kind, 0L) - over;
    check(inWork == working + waiting, RIGHT, kind, "not over", inWork, working, waiting);
    long answered =
        told.entrySet().stream()
            .filter(each -> each.getKey().startsWith(kind + " "))
            .mapToLong(Map.Entry::getValue)
            .sum();
    check(over >= answered && over <= answered + withoutListener, RIGHT, kind, over, answered);
    long begun = counted.getAsJsonObject("wait").get("count").getAsLong();
    check(begun == handed.getOrDefault(kind, 0L), RIGHT, kind, "begun", begun);
    checkDistribution(counted.getAsJsonObject("wait"));
    JsonObject duration = counted.getAsJsonObject("duration");
    checkDistribution(duration);
    long atWorkers = begun - duration.get("count").getAsLong();
    check(atWorkers == working, RIGHT, kind, "with workers", atWorkers, working);
  }

  private static void checkDistribution(JsonObject times) {
    long inBuckets = 0;
    for (JsonElement each : times.getAsJsonArray("buckets")) {
      inBuckets += each.getAsLong();
    }
    check(inBuckets == times.get("count").getAsLong(), RIGHT, times);
  }

  private void checkSlots(JsonArray slots, ClientSocket socket) {
    for (JsonElement each : slots) {
      JsonObject slot = each.getAsJsonObject();
      int number = slot.get("slot").getAsInt();
      check(slot.get("state").getAsString().equals(eventHistory.state(number).word()), RIGHT, slot);
      check(slot.get("retired").getAsBoolean() == eventHistory.retired(number), RIGHT, slot);
      check(slot.get("drained").getAsBoolean() == eventHistory.drained(number), RIGHT, slot);
      int pid = workerModel.seat(number).occupied ? workerModel.seat(number).pid : -1;
      check(slot.get("pid").getAsInt() == pid, RIGHT, slot);
      long memory = slot.get("memoryKib").getAsLong();
      check(memory == -1 || memory == 1_000 + pid, RIGHT, slot);
      Request request = workerModel.seat(number).request;
      boolean tells = socket == ClientSocket.COMMAND && request != null;
      check(slot.has("command") == tells, RIGHT, slot);
      check(slot.has("stderr") == (socket == ClientSocket.COMMAND), RIGHT, slot);
      if (request != null && tells) {
        String shown = slot.get("command").getAsString();
        boolean whole = shown.equals(request.line);
        boolean cut = slot.has("cut") && request.line.startsWith(shown) && shown.length() > 100;
        check(whole || cut, RIGHT, "command of slot", number);
      }
    }
  }

  private static long sum(JsonObject counts) {
    return counts.entrySet().stream().mapToLong(each -> each.getValue().getAsLong()).sum();
  }
}

package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.feed.FeedWorld.SlotThen;
import dev.tidegate.pool.feed.FeedWorld.Then;
import dev.tidegate.pool.feed.FeedWorld.Told;
import dev.tidegate.pool.requests.CommandText;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What messages must say, worked out from the contract alone. */
final class ExpectedMessages {
  private ExpectedMessages() {}

  static JsonObject parse(String line) {
    assertThat(line.length()).as(line).isLessThan(4096);
    assertThat(line).matches("[ -~]+");
    JsonReader reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    return JsonParser.parseReader(reader).getAsJsonObject();
  }

  static String string(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null ? "" : value.getAsString();
  }

  static boolean isStated(JsonObject object) {
    return object.has("snapshot");
  }

  /** Returns the line of an event in letters. */
  static String letters(Told told) {
    return switch (told.event()) {
      case FeedEvent.StateChanged(int slot, _, var from, var to, _, _) -> change(slot, from, to);
      case FeedEvent.Tagged(int slot, _, String tag) -> tag(slot, tag);
      case FeedEvent.FreeWorkers(int free) -> "F " + free;
      case FeedEvent.ServiceableWorkers _ -> throw new IllegalArgumentException("has no letter");
      default -> String.valueOf(told.event().type().letter());
    };
  }

  private static String change(int slot, WorkerState from, WorkerState to) {
    return "S " + slot + " StateChange " + from.word() + " -> " + to.word();
  }

  static String tag(int slot, String tag) {
    String clean = tag.replaceAll("[^ -~]", " ");
    return "S " + slot + " " + (clean.startsWith("StateChange") ? "_" : "") + clean;
  }

  /** Returns the lines of a slot in a snapshot in letters, none if it is stopped. */
  static List<String> slotInSnapshot(int slot, SlotThen then) {
    return then.state() == WorkerState.STOPPED
        ? List.of()
        : withTag(change(slot, WorkerState.STOPPED, then.state()), slot, then);
  }

  /** Returns the lines of a slot after a loss in letters. */
  static List<String> slotAfterLoss(int slot, SlotThen then) {
    return withTag(change(slot, then.from(), then.state()), slot, then);
  }

  private static List<String> withTag(String change, int slot, SlotThen then) {
    List<String> lines = new ArrayList<>(List.of(change));
    if (!then.tag().isEmpty()) {
      lines.add(tag(slot, then.tag()));
    }
    return lines;
  }

  /** Checks an event in JSON. */
  static void mustBe(JsonObject object, Told told, String epoch) {
    assertThat(isStated(object)).as("%s", object).isFalse();
    assertThat(object.get("seq").getAsLong()).isEqualTo(told.seq());
    mustBeOf(object, told.event().type());
    assertThat(string(object, "epoch")).isEqualTo(epoch);
    counts(object, told.counts());
    assertThat(Instant.parse(string(object, "time")).toEpochMilli())
        .isEqualTo(told.counts().wallMillis());
    switch (told.event()) {
      case FeedEvent.StateChanged(int slot, int pid, var from, var to, String reason, _) -> {
        worker(object, slot, pid);
        assertThat(string(object, "from")).isEqualTo(from.word());
        assertThat(string(object, "to")).isEqualTo(to.word());
        assertThat(string(object, "reason")).isEqualTo(reason);
        assertThat(object.has("tag")).isFalse();
      }
      case FeedEvent.Tagged(int slot, int pid, String tag) -> {
        worker(object, slot, pid);
        assertThat(string(object, "tag")).isEqualTo(tag);
        assertThat(object.has("to")).isFalse();
      }
      case FeedEvent.BusyTimeout timeout -> {
        worker(object, timeout.slot(), timeout.pid());
        command(object, timeout.command());
        assertThat(string(object, "queueId")).isEqualTo(timeout.queueId());
        assertThat(object.get("elapsedMs").getAsLong()).isEqualTo(timeout.elapsedMillis());
        assertThat(object.get("incident").getAsLong()).isEqualTo(timeout.incident());
      }
      case FeedEvent.WorkerDied died -> {
        worker(object, died.slot(), died.pid());
        command(object, died.command());
        assertThat(string(object, "queueId")).isEqualTo(died.queueId());
        assertThat(object.get("incident").getAsLong()).isEqualTo(died.incident());
        assertThat(object.get(died.bySignal() ? "signal" : "exit").getAsInt())
            .isEqualTo(died.code());
        assertThat(object.has(died.bySignal() ? "exit" : "signal")).isFalse();
        assertThat(object.get("outOfMemory").getAsBoolean()).isEqualTo(died.outOfMemory());
      }
      case FeedEvent.Reread(long generation, boolean bySignal) -> {
        assertThat(object.get("generation").getAsLong()).isEqualTo(generation);
        assertThat(string(object, "by")).isEqualTo(bySignal ? "signal" : "command");
      }
      default -> assertThat(object.has("worker")).isFalse();
    }
  }

  private static void mustBeOf(JsonObject object, MessageType type) {
    assertThat(string(object, "type")).as("%s", object).isEqualTo(type.jsonName());
    assertThat(string(object, "letter")).isEqualTo(type.hasLetter() ? "" + type.letter() : "");
  }

  private static void worker(JsonObject object, int slot, int pid) {
    assertThat(object.get("worker").getAsInt()).isEqualTo(slot);
    assertThat(object.get("pid").getAsInt()).isEqualTo(pid);
  }

  private static void command(JsonObject object, String command) {
    if (object.has("cut")) {
      assertThat(command).startsWith(string(object, "command"));
    } else {
      assertThat(string(object, "command")).isEqualTo(command);
    }
  }

  static void counts(JsonObject object, CountsAt present) {
    PoolCounts counts = present.counts();
    assertThat(object.get("free").getAsInt()).isEqualTo(counts.idle() + counts.stopped());
    assertThat(object.get("idle").getAsInt()).isEqualTo(counts.idle());
    assertThat(object.get("busy").getAsInt()).isEqualTo(counts.busy());
    assertThat(object.get("stopped").getAsInt()).isEqualTo(counts.stopped());
    assertThat(object.get("killed").getAsInt()).isEqualTo(counts.killed());
    assertThat(object.get("queued").getAsInt()).isEqualTo(counts.queued());
    assertThat(object.get("serviceable").getAsInt()).isEqualTo(counts.serviceable());
  }

  /** Returns whether an object states the slot; if it does it must be true. */
  static boolean states(JsonObject object, int slot, Then then) {
    if (!isStated(object)
        || !string(object, "type").equals("status")
        || object.get("worker").getAsInt() != slot) {
      return false;
    }
    SlotThen truth = then.slots().get(slot);
    mustBeOf(object, MessageType.STATUS);
    assertThat(string(object, "to")).isEqualTo(truth.state().word());
    assertThat(object.get("pid").getAsInt()).isEqualTo(truth.pid());
    assertThat(string(object, "tag")).isEqualTo(truth.tag());
    String queueId = CommandText.queueIdOf(truth.command(), CommandClass.of(truth.command()));
    assertThat(string(object, "queueId")).isEqualTo(queueId);
    assertThat(object.get("sinceMs").getAsLong()).isNotNegative();
    command(object, truth.command());
    return true;
  }

  /** Returns whether an object states that type. */
  static boolean states(JsonObject object, MessageType type) {
    boolean is = isStated(object) && string(object, "type").equals(type.jsonName());
    if (is) {
      mustBeOf(object, type);
      assertThat(object.has("worker")).isFalse();
    }
    return is;
  }
}

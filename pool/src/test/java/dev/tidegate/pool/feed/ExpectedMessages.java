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
import java.util.regex.Pattern;

/** What messages must say, worked out from the contract alone. */
final class ExpectedMessages {
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

  private ExpectedMessages() {}

  static JsonObject parse(String line) {
    Expect.that(!line.isEmpty() && line.length() < 4096, "%s", line);
    boolean printable = true;
    for (int at = 0; at < line.length(); at++) {
      printable &= line.charAt(at) >= ' ' && line.charAt(at) <= '~';
    }
    Expect.that(printable, "%s", line);
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
    String clean = UNPRINTABLE.matcher(tag).replaceAll(" ");
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
    Expect.that(!isStated(object), "%s", object);
    Expect.equal(object.get("seq").getAsLong(), told.seq(), "%s", object);
    mustBeOf(object, told.event().type());
    Expect.equal(string(object, "epoch"), epoch, "%s", object);
    counts(object, told.counts());
    assertThat(Instant.parse(string(object, "time")).toEpochMilli())
        .isEqualTo(told.counts().wallMillis());
    switch (told.event()) {
      case FeedEvent.StateChanged(int slot, int pid, var from, var to, String reason, _) -> {
        worker(object, slot, pid);
        Expect.equal(string(object, "from"), from.word(), "%s", object);
        Expect.equal(string(object, "to"), to.word(), "%s", object);
        Expect.equal(string(object, "reason"), reason, "%s", object);
        Expect.that(!object.has("tag"), "%s", object);
      }
      case FeedEvent.Tagged(int slot, int pid, String tag) -> {
        worker(object, slot, pid);
        Expect.equal(string(object, "tag"), tag, "%s", object);
        Expect.that(!object.has("to"), "%s", object);
      }
      case FeedEvent.BusyTimeout timeout -> {
        worker(object, timeout.slot(), timeout.pid());
        command(object, timeout.command());
        Expect.equal(string(object, "queueId"), timeout.queueId(), "%s", object);
        Expect.equal(object.get("elapsedMs").getAsLong(), timeout.elapsedMillis(), "%s", object);
        Expect.equal(object.get("incident").getAsLong(), timeout.incident(), "%s", object);
      }
      case FeedEvent.WorkerDied died -> {
        worker(object, died.slot(), died.pid());
        command(object, died.command());
        Expect.equal(string(object, "queueId"), died.queueId(), "%s", object);
        Expect.equal(object.get("incident").getAsLong(), died.incident(), "%s", object);
        Expect.equal(
            object.get(died.bySignal() ? "signal" : "exit").getAsInt(), died.code(), "%s", object);
        Expect.that(!object.has(died.bySignal() ? "exit" : "signal"), "%s", object);
        assertThat(object.get("outOfMemory").getAsBoolean()).isEqualTo(died.outOfMemory());
      }
      case FeedEvent.Reread(long generation, boolean bySignal) -> {
        Expect.equal(object.get("generation").getAsLong(), generation, "%s", object);
        Expect.equal(string(object, "by"), bySignal ? "signal" : "command", "%s", object);
      }
      default -> Expect.that(!object.has("worker"), "%s", object);
    }
  }

  private static void mustBeOf(JsonObject object, MessageType type) {
    Expect.equal(string(object, "type"), type.jsonName(), "%s", object);
    Expect.equal(
        string(object, "letter"), type.hasLetter() ? "" + type.letter() : "", "%s", object);
  }

  private static void worker(JsonObject object, int slot, int pid) {
    Expect.equal(object.get("worker").getAsInt(), slot, "%s", object);
    Expect.equal(object.get("pid").getAsInt(), pid, "%s", object);
  }

  private static void command(JsonObject object, String command) {
    if (object.has("cut")) {
      assertThat(command).startsWith(string(object, "command"));
    } else {
      Expect.equal(string(object, "command"), command, "%s", object);
    }
  }

  static void counts(JsonObject object, CountsAt present) {
    PoolCounts counts = present.counts();
    Expect.equal(object.get("free").getAsInt(), counts.idle() + counts.stopped(), "%s", object);
    Expect.equal(object.get("idle").getAsInt(), counts.idle(), "%s", object);
    Expect.equal(object.get("busy").getAsInt(), counts.busy(), "%s", object);
    Expect.equal(object.get("stopped").getAsInt(), counts.stopped(), "%s", object);
    Expect.equal(object.get("killed").getAsInt(), counts.killed(), "%s", object);
    Expect.equal(object.get("queued").getAsInt(), counts.queued(), "%s", object);
    Expect.equal(object.get("serviceable").getAsInt(), counts.serviceable(), "%s", object);
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
    Expect.equal(string(object, "to"), truth.state().word(), "%s", object);
    Expect.equal(object.get("pid").getAsInt(), truth.pid(), "%s", object);
    Expect.equal(string(object, "tag"), truth.tag(), "%s", object);
    String queueId = CommandText.queueIdOf(truth.command(), CommandClass.of(truth.command()));
    Expect.equal(string(object, "queueId"), queueId, "%s", object);
    assertThat(object.get("sinceMs").getAsLong()).isNotNegative();
    command(object, truth.command());
    return true;
  }

  /** Returns whether an object states that type. */
  static boolean states(JsonObject object, MessageType type) {
    boolean is = isStated(object) && string(object, "type").equals(type.jsonName());
    if (is) {
      mustBeOf(object, type);
      Expect.that(!object.has("worker"), "%s", object);
    }
    return is;
  }
}

package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.protocol.notify.PoolCounts;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A listener in JSON that reads at once, breaks off now and then and goes on where it was; whatever
 * it was told must be what the pool is.
 */
final class Watcher {
  private static final String TRUE_PICTURE = "a listener in JSON has the true picture";
  private static final String ONE_OBJECT = "a line in JSON is one object";
  private static final int BREAKS_OFF_ONE_IN = 40;

  private final World world;
  private final Map<String, String> members = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final String[] states;
  private final String[] tags;
  private final int[] pids;
  private long id;
  private boolean awake;
  private boolean over;
  private boolean inSnapshot;
  private long rounds;
  private String epoch = "";
  private long seq;
  private PoolCounts counts = new PoolCounts(-1, -1, -1, -1, -1, 0, -1);

  Watcher(World world, long id, int slots) {
    this.world = world;
    this.id = id;
    states = new String[slots];
    tags = new String[slots];
    pids = new int[slots];
  }

  boolean is(long listener) {
    return listener == id;
  }

  void connect() {
    world.give(new Event.Connected(id, ClientSocket.NOTIFY));
    boolean goesOn = !epoch.isEmpty() && rounds % 3 != 0;
    String word = goesOn ? "since=" + epoch + ":" + seq : "snapshot";
    world.give(new Event.LineArrived(id, "?* json " + word));
  }

  void wake() {
    check(!awake, "a listener is woken once until it has read all", id);
    awake = true;
  }

  void close() {
    readAll();
    over = true;
  }

  void readAll() {
    while (awake && !over) {
      int count = world.take(id, buffer.clear());
      awake = count > 0;
      if (awake) {
        String text = new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1);
        text.lines().forEach(this::hear);
      }
    }
  }

  private void hear(String line) {
    if (line.equals("*OK")) {
      return;
    }
    Map<String, String> object = members(line);
    String type = text(object, "type");
    long now = number(object, "seq");
    switch (type) {
      case "hello" -> hello(object);
      case "snapshot" -> inSnapshot = false;
      case "status" -> status(object);
      case "dropped" ->
          check(number(object, "firstSeq") > seq, "what is dropped was not told", line);
      default -> {}
    }
    check(now >= seq || type.equals("hello"), "numbers never fall", line, seq);
    check(
        object.containsKey("snapshot") || !isEvent(type) || now > seq,
        "an event has its own number",
        line);
    seq = now;
    epoch = text(object, "epoch");
    counts =
        new PoolCounts(
            number(object, "free"),
            number(object, "idle"),
            number(object, "busy"),
            number(object, "stopped"),
            number(object, "killed"),
            0,
            number(object, "serviceable"));
  }

  private static boolean isEvent(String type) {
    return !type.equals("hello") && !type.equals("snapshot") && !type.equals("dropped");
  }

  private void hello(Map<String, String> object) {
    boolean resumed = "true".equals(object.get("resumed"));
    inSnapshot = !resumed;
    if (!resumed) {
      Arrays.fill(states, "Stopped");
      Arrays.fill(tags, "");
      Arrays.fill(pids, -1);
    }
  }

  private void status(Map<String, String> object) {
    int slot = number(object, "worker");
    if (object.containsKey("to")) {
      states[slot] = text(object, "to");
      pids[slot] = states[slot].equals("Stopped") ? -1 : number(object, "pid");
      tags[slot] = "";
    }
    if (object.containsKey("tag")) {
      tags[slot] = text(object, "tag");
    }
  }

  /** Reads an object; what is neither a text, a number nor a boolean is left out. */
  private Map<String, String> members(String line) {
    members.clear();
    try (JsonReader reader = new JsonReader(new StringReader(line))) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        switch (reader.peek()) {
          case STRING, NUMBER -> members.put(name, reader.nextString());
          case BOOLEAN -> members.put(name, Boolean.toString(reader.nextBoolean()));
          default -> reader.skipValue();
        }
      }
      reader.endObject();
      check(reader.peek() == JsonToken.END_DOCUMENT, ONE_OBJECT, line);
    } catch (IOException e) {
      throw new Violation(ONE_OBJECT, line + ": " + e.getMessage());
    }
    return members;
  }

  private static String text(Map<String, String> object, String name) {
    String value = object.get(name);
    if (value == null) {
      throw new Violation("a message in JSON has what it must have", name + ": " + object);
    }
    return value;
  }

  private static int number(Map<String, String> object, String name) {
    return Integer.parseInt(text(object, name));
  }

  /** Checks that what it knows is what is; and sometimes goes and comes again. */
  void settled(EventHistory eventHistory, PoolCounts truth) {
    if (over) {
      return;
    }
    readAll();
    check(!inSnapshot, "a snapshot ends", id);
    // A change of the queue alone is no event.
    PoolCounts told =
        new PoolCounts(
            truth.free(),
            truth.idle(),
            truth.busy(),
            truth.stopped(),
            truth.killed(),
            0,
            truth.serviceable());
    check(counts.equals(told), TRUE_PICTURE, counts, truth);
    for (int slot = 0; slot < states.length; slot++) {
      check(states[slot].equals(eventHistory.state(slot).word()), TRUE_PICTURE, slot, states[slot]);
      check(pids[slot] == world.pidOf(slot), TRUE_PICTURE, slot, pids[slot], world.pidOf(slot));
      boolean tagged = !eventHistory.tag(slot).isEmpty();
      check(tags[slot].isEmpty() != tagged, TRUE_PICTURE, slot, tags[slot], eventHistory.tag(slot));
    }
    rounds++;
  }

  boolean wantsToBreakOff() {
    return !over && Mixing.mix(rounds, id) % BREAKS_OFF_ONE_IN == 0;
  }

  void breakOff(long nextId) {
    long old = id;
    id = nextId;
    awake = false;
    rounds++;
    world.give(new Event.Disconnected(old));
    connect();
  }
}

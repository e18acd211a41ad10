package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.protocol.notify.PoolCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A listener in JSON that reads at once, breaks off now and then and goes on where it was; whatever
 * it was told must be what the pool is.
 */
final class Watcher {
  private static final String TRUE_PICTURE = "a listener in JSON has the true picture";
  private static final int BREAKS_OFF_ONE_IN = 40;

  private final World world;
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
    JsonObject object = JsonParser.parseString(line).getAsJsonObject();
    String type = object.get("type").getAsString();
    long now = object.get("seq").getAsLong();
    switch (type) {
      case "hello" -> hello(object);
      case "snapshot" -> inSnapshot = false;
      case "status" -> status(object);
      case "dropped" ->
          check(object.get("firstSeq").getAsLong() > seq, "what is dropped was not told", line);
      default -> {}
    }
    check(now >= seq || type.equals("hello"), "numbers never fall", line, seq);
    check(
        object.has("snapshot") || !isEvent(type) || now > seq, "an event has its own number", line);
    seq = now;
    epoch = object.get("epoch").getAsString();
    counts =
        new PoolCounts(
            object.get("free").getAsInt(),
            object.get("idle").getAsInt(),
            object.get("busy").getAsInt(),
            object.get("stopped").getAsInt(),
            object.get("killed").getAsInt(),
            0,
            object.get("serviceable").getAsInt());
  }

  private static boolean isEvent(String type) {
    return !type.equals("hello") && !type.equals("snapshot") && !type.equals("dropped");
  }

  private void hello(JsonObject object) {
    boolean resumed = object.has("resumed") && object.get("resumed").getAsBoolean();
    inSnapshot = !resumed;
    if (!resumed) {
      Arrays.fill(states, "Stopped");
      Arrays.fill(tags, "");
      Arrays.fill(pids, -1);
    }
  }

  private void status(JsonObject object) {
    int slot = object.get("worker").getAsInt();
    if (object.has("to")) {
      states[slot] = object.get("to").getAsString();
      pids[slot] = states[slot].equals("Stopped") ? -1 : object.get("pid").getAsInt();
      tags[slot] = "";
    }
    if (object.has("tag")) {
      tags[slot] = object.get("tag").getAsString();
    }
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

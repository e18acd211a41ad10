package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listener that uses every word of the extension and reads slowly, with little room. What it
 * reads is not judged here (the simulation of the feed does that): it makes the pool's state depend
 * on when and how much was read.
 */
final class ExtensionReader {
  private static final long FIRST_ID = 1L << 41;
  private static final int MOST = 4;
  private static final int SMALLEST_ROOM = 4_096;
  private static final int LARGEST_ROOM = 1 << 16;
  private static final long SECOND = 1_000_000_000L;
  private static final Pattern EVENT = Pattern.compile("\"epoch\":\"(\\w+)\",\"seq\":(\\d+)");

  private static final String[] LINES = {
    "?* json snapshot",
    "?YZ snapshot",
    "?* snapshot heartbeat=3",
    "?FYZ json heartbeat=1",
    "?S json snapshot",
    "?BURS json SINCE",
    "?* json SINCE",
    "?F",
    "?*",
    "?"
  };

  private final World world;
  private final VirtualClock clock;
  private final SplittableRandom random;
  private final long id;
  private final Deque<String> unsent = new ArrayDeque<>();
  private String since = "since=0000000000000000:1";
  private boolean connected;
  private boolean over;
  private boolean awake;
  private boolean readPlanned;

  private ExtensionReader(World world, VirtualClock clock, SplittableRandom random, long id) {
    this.world = world;
    this.clock = clock;
    this.random = random;
    this.id = id;
  }

  /** Lets some join in the course of a scenario; returns them by their ids. */
  static Map<Long, ExtensionReader> joining(World world, VirtualClock clock, Scenario scenario) {
    SplittableRandom random = new SplittableRandom(Mixing.mix(scenario.seed(), 0x6a73_6f6eL));
    long length = Math.max(SECOND, scenario.acts().getLast().atNanos());
    Map<Long, ExtensionReader> all = new HashMap<>();
    int count = random.nextInt(1, MOST + 1);
    for (long id = FIRST_ID; id < FIRST_ID + count; id++) {
      ExtensionReader reader = new ExtensionReader(world, clock, random.split(), id);
      all.put(id, reader);
      clock.at(random.nextLong(length / 2), reader::connect);
      for (int lines = random.nextInt(1, 12); lines > 0; lines--) {
        clock.at(random.nextLong(length), reader::send);
      }
      if (random.nextInt(3) == 0) {
        clock.at(random.nextLong(length), reader::leave);
      }
    }
    return all;
  }

  private void connect() {
    if (world.accepts()) {
      connected = true;
      world.give(new Event.Connected(id, ClientSocket.NOTIFY));
      send();
    }
  }

  private void send() {
    if (connected && !over) {
      unsent.add(LINES[random.nextInt(LINES.length)].replace("SINCE", since));
      sendNext();
    }
  }

  private void sendNext() {
    while (!over && !unsent.isEmpty() && world.takesLines(id)) {
      world.give(new Event.LineArrived(id, unsent.remove()));
    }
  }

  private void leave() {
    if (connected && !over) {
      over = true;
      world.give(new Event.Disconnected(id));
    }
  }

  void wake() {
    awake = true;
    planRead();
  }

  private void planRead() {
    if (!readPlanned) {
      readPlanned = true;
      boolean slow = random.nextInt(4) == 0;
      clock.after(random.nextLong(slow ? 20 * SECOND : SECOND / 100), this::read);
    }
  }

  private void read() {
    readPlanned = false;
    if (over || !awake) {
      return;
    }
    ByteBuffer into = ByteBuffer.allocate(random.nextInt(SMALLEST_ROOM, LARGEST_ROOM));
    int count = world.take(id, into);
    awake = count != 0;
    remember(new String(into.array(), 0, into.position(), StandardCharsets.ISO_8859_1));
    if (awake) {
      planRead();
    }
    sendNext();
  }

  /** Remembers a place to resume from, not always the last one. */
  private void remember(String text) {
    Matcher events = EVENT.matcher(text);
    while (events.find()) {
      if (random.nextInt(4) == 0) {
        since = "since=" + events.group(1) + ":" + events.group(2);
      }
    }
  }

  void close() {
    over = true;
  }
}

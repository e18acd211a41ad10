package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.pool.feed.FeedWorld.SlotThen;
import dev.tidegate.pool.feed.FeedWorld.Then;
import java.util.Arrays;

/** The picture that a listener has of the pool, made of nothing but what it was told. */
final class View {
  private final String[] states;
  private final String[] tags;
  private final int[] pids;
  private int free;
  private String level = "";
  private boolean marked = true;
  private boolean pidsKnown;

  /** For which of S, F and Z its picture must be true. */
  private String known = "";

  View(int slots) {
    states = new String[slots];
    tags = new String[slots];
    pids = new int[slots];
    allStopped();
  }

  private void allStopped() {
    Arrays.fill(states, "Stopped");
    Arrays.fill(tags, "");
    Arrays.fill(pids, -1);
  }

  void beginSnapshot(String types, boolean json) {
    known = known.replaceAll("[" + types + " ]", "");
    if (types.contains("S")) {
      allStopped();
      pidsKnown = json;
    }
    marked = true;
  }

  void endSnapshot(String types) {
    know(types);
  }

  private void know(String types) {
    String now = known;
    now += types.contains("S") ? "S" : "";
    now += types.contains("F") ? "F" : "";
    now += types.contains("Y") && types.contains("Z") ? "Z" : "";
    known = now;
  }

  /** Other types are wanted: what is no longer told grows old. */
  void wants(String types) {
    StringBuilder still = new StringBuilder();
    for (char each : "SFZ".toCharArray()) {
      boolean told = types.indexOf(each) >= 0 && (each != 'Z' || types.indexOf('Y') >= 0);
      still.append(told && known.indexOf(each) >= 0 ? each : "");
    }
    known = still.toString();
    marked = true;
  }

  void mark() {
    marked = true;
  }

  void hear(String line, String types) {
    switch (line.charAt(0)) {
      case 'F' -> free = Integer.parseInt(line.substring(2));
      case 'Y', 'Z' -> level(line, types);
      case 'S' -> {
        String[] words = line.split(" ", 3);
        int slot = Integer.parseInt(words[1]);
        if (words[2].startsWith("StateChange")) {
          states[slot] = words[2].substring(words[2].lastIndexOf(' ') + 1);
          tags[slot] = "";
        } else {
          tags[slot] = line;
        }
      }
      default -> {}
    }
  }

  void hear(JsonObject object, String types) {
    switch (ExpectedMessages.string(object, "type")) {
      case "free_workers" -> free = object.get("free").getAsInt();
      case "none_free" -> level("Z", types);
      case "some_free" -> level("Y", types);
      case "status" -> {
        int slot = object.get("worker").getAsInt();
        if (object.has("to")) {
          states[slot] = ExpectedMessages.string(object, "to");
          pids[slot] = states[slot].equals("Stopped") ? -1 : object.get("pid").getAsInt();
        }
        tags[slot] = object.has("tag") ? ExpectedMessages.string(object, "tag") : "";
      }
      default -> {}
    }
  }

  private void level(String now, String types) {
    if (types.contains("Y") && types.contains("Z") && !marked) {
      assertThat(now).as("Z and Y alternate").isNotEqualTo(level);
    }
    marked = false;
    level = now;
  }

  /** It has been told everything: then its picture is true. */
  void mustBe(Then truth, boolean json, String who) {
    for (int slot = 0; slot < states.length && known.contains("S"); slot++) {
      SlotThen then = truth.slots().get(slot);
      Expect.equal(states[slot], then.state().word(), "slot %d of %s", slot, who);
      if (!tags[slot].equals(then.tag())) {
        String inLetters = then.tag().isEmpty() ? "" : ExpectedMessages.tag(slot, then.tag());
        assertThat(tags[slot]).as("tag %d of %s", slot, who).isIn(then.tag(), inLetters);
      }
      if (json && pidsKnown) {
        Expect.equal(pids[slot], then.pid(), "pid %d of %s", slot, who);
      }
    }
    if (known.contains("F")) {
      Expect.equal(free, truth.free(), "free of %s", who);
    }
    if (known.contains("Z")) {
      Expect.equal(level, truth.noneFree() ? "Z" : "Y", "level of %s", who);
    }
  }
}

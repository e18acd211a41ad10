package dev.tidegate.pool.feed;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A pool whose slots change at random and that tells it in the prescribed order. */
final class PoolModel {
  private static final WorkerState[][] NEXT = {
    {WorkerState.IDLE},
    {WorkerState.BUSY, WorkerState.BUSY, WorkerState.BUSY, WorkerState.KILLED},
    {WorkerState.IDLE, WorkerState.IDLE, WorkerState.IDLE, WorkerState.KILLED, WorkerState.STOPPED},
    {WorkerState.STOPPED}
  };

  private final int ring;
  private final Feed feed;
  private final Random random;
  private final WorkerState[] states;
  private final String[] lastChange;
  private final String[] tags;
  private int free;
  private long published;

  PoolModel(int slots, int ring, Feed feed, Random random) {
    this.ring = ring;
    this.feed = feed;
    this.random = random;
    states = new WorkerState[slots];
    lastChange = new String[slots];
    tags = new String[slots];
    Arrays.fill(states, WorkerState.STOPPED);
    Arrays.fill(lastChange, "");
    Arrays.fill(tags, "");
    free = slots;
  }

  void move(List<ListenerModel> listeners) {
    int slot = random.nextInt(states.length);
    switch (random.nextInt(12)) {
      case 0 -> tell(new FeedEvent.Reread(1, true), "R\n", listeners);
      case 1 -> tell(new FeedEvent.BusyTimeout(slot, 1, "", "", 1, 5), "B\n", listeners);
      case 2 ->
          tell(new FeedEvent.WorkerDied(slot, 1, "", "", false, 1, false, 5), "U\n", listeners);
      case 3, 4, 5 -> {
        if (states[slot] == WorkerState.BUSY) {
          tag(slot, "tag " + random.nextInt(100), listeners);
        }
      }
      default -> change(slot, listeners);
    }
  }

  private void change(int slot, List<ListenerModel> listeners) {
    WorkerState from = states[slot];
    WorkerState[] choice = NEXT[from.index()];
    WorkerState to = choice[random.nextInt(choice.length)];
    states[slot] = to;
    tags[slot] = "";
    lastChange[slot] = "S " + slot + " StateChange " + from.word() + " -> " + to.word() + "\n";
    tell(new FeedEvent.StateChanged(slot, 1, from, to, ""), lastChange[slot], listeners);
    int before = free;
    free = 0;
    for (WorkerState each : states) {
      free += each == WorkerState.IDLE || each == WorkerState.STOPPED ? 1 : 0;
    }
    if (free != before) {
      tell(new FeedEvent.FreeWorkers(free), freeText(), listeners);
      if (free == 0) {
        tell(new FeedEvent.NoneFree(), "Z\n", listeners);
      } else if (before == 0) {
        tell(new FeedEvent.SomeFree(), "Y\n", listeners);
      }
    }
    if (to == WorkerState.BUSY) {
      tag(slot, "scan q" + random.nextInt(100), listeners);
    }
  }

  private void tag(int slot, String tag, List<ListenerModel> listeners) {
    tags[slot] = tag;
    tell(new FeedEvent.Tagged(slot, 1, tag), "S " + slot + " " + tag + "\n", listeners);
  }

  private void tell(FeedEvent event, String text, List<ListenerModel> listeners) {
    published++;
    for (ListenerModel each : listeners) {
      each.happened(published, text);
    }
    feed.publish(event, new PoolCounts(0, 0, 0, 0, 0, 0, 0), new Now(0, 0));
    feed.drainWoken(id -> listeners.get((int) id - 1).wasWoken());
  }

  long published() {
    return published;
  }

  /** The oldest event that listeners can still be told. */
  long oldest() {
    return published - ring + 1;
  }

  int slots() {
    return states.length;
  }

  String freeText() {
    return "F " + free + "\n";
  }

  String levelText() {
    return free == 0 ? "Z\n" : "Y\n";
  }

  /** What a listener would be told of a slot now; empty if nothing ever happened to it. */
  String slotText(int slot) {
    return lastChange[slot] + (tags[slot].isEmpty() ? "" : "S " + slot + " " + tags[slot] + "\n");
  }
}

package dev.tidegate.pool.feed;

import com.google.gson.JsonObject;
import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A pool that lives at random, tells its feed in the prescribed order, and forgets nothing. */
final class FeedWorld {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final int MOST_PARSED = 512;
  private static final WorkerState[][] NEXT = {
    {WorkerState.IDLE},
    {WorkerState.BUSY, WorkerState.BUSY, WorkerState.BUSY, WorkerState.KILLED},
    {WorkerState.IDLE, WorkerState.IDLE, WorkerState.IDLE, WorkerState.KILLED, WorkerState.STOPPED},
    {WorkerState.STOPPED}
  };

  /** A slot as it was; its process is −1 if there is none. */
  record SlotThen(
      WorkerState from, WorkerState state, int pid, String tag, String command, long sinceNanos) {}

  /** Everything as it was right after an event. */
  record Then(List<SlotThen> slots, int free, boolean noneFree) {}

  /** An event. */
  record Told(long seq, FeedEvent event, CountsAt counts) {}

  final FeedSettings settings;
  final Feed feed;
  final Random random;
  long nanos = 5_000_000_000L;

  private final List<Told> told = new ArrayList<>();
  private final List<Then> history = new ArrayList<>();
  private final SlotThen[] slots;

  /** Lines that were parsed lately; nobody changes the objects. */
  private final Map<String, JsonObject> parsed = new HashMap<>();

  /** The objects that were found to be the events of these numbers, by number. */
  private final @Nullable JsonObject[] checked = new @Nullable JsonObject[MOST_PARSED];

  private final long[] checkedSeqs = new long[MOST_PARSED];

  /** Has its own source of chance, so that the rest is the same without it. */
  private final Random growth;

  /** So many slots there are by now; the others follow one after the other. */
  private int made;

  private int free;
  private boolean noneFree;
  private int held;
  private int queued;
  private int serviceableTold;
  private int pids = 1000;

  FeedWorld(FeedSettings settings, Random random) {
    this.settings = settings;
    this.random = random;
    slots = new SlotThen[settings.maxWorkers()];
    Arrays.fill(slots, new SlotThen(WorkerState.STOPPED, WorkerState.STOPPED, -1, "", "", nanos));
    growth = new Random(settings.epoch().hashCode());
    made = growth.nextBoolean() ? slots.length : growth.nextInt(1, slots.length + 1);
    free = made;
    serviceableTold = made;
    feed =
        new Feed(
            new FeedSettings(
                settings.events(),
                settings.bytes(),
                settings.listeners(),
                made,
                settings.epoch(),
                settings.version(),
                settings.host()),
            this::present);
    remember();
  }

  private void remember() {
    history.add(new Then(List.of(slots), free, noneFree));
  }

  long lastSeq() {
    return told.size();
  }

  Told told(long seq) {
    return told.get((int) seq - 1);
  }

  /** Returns the state after the event, 0 for that before the first. */
  Then then(long seq) {
    return history.get((int) seq);
  }

  CountsAt present() {
    int freeNow = freeNow();
    return new CountsAt(
        new PoolCounts(
            freeNow,
            count(WorkerState.IDLE),
            count(WorkerState.BUSY),
            count(WorkerState.STOPPED),
            count(WorkerState.KILLED),
            queued,
            Math.max(0, freeNow - held)),
        new Now(nanos, 1_700_000_000_000L + nanos / MILLI_NANOS));
  }

  /** Returns a line in JSON as parsed, once for all that hear the same one. */
  JsonObject parse(String line) {
    JsonObject known = parsed.get(line);
    if (known != null) {
      return known;
    }
    if (parsed.size() == MOST_PARSED) {
      parsed.clear();
    }
    JsonObject object = ExpectedMessages.parse(line);
    parsed.put(line, object);
    return object;
  }

  /** Checks an event in JSON, once for all that hear the same one. */
  void mustBe(JsonObject object, Told event) {
    int at = (int) (event.seq() % checked.length);
    if (checkedSeqs[at] != event.seq() || !object.equals(checked[at])) {
      ExpectedMessages.mustBe(object, event, settings.epoch());
      checked[at] = object;
      checkedSeqs[at] = event.seq();
    }
  }

  private int count(WorkerState state) {
    int count = 0;
    for (int slot = 0; slot < made; slot++) {
      count += slots[slot].state() == state ? 1 : 0;
    }
    return count;
  }

  private int freeNow() {
    return count(WorkerState.IDLE) + count(WorkerState.STOPPED);
  }

  /** Lets time pass and something happen; returns the events, which the feed has been told. */
  List<Told> move() {
    nanos += random.nextInt(10) == 0 ? random.nextLong(900 * MILLI_NANOS) : random.nextLong(50_000);
    int first = told.size();
    if (made < slots.length && growth.nextInt(40) == 0) {
      made++;
      feed.grow(made, nanos);
      tellFree();
    }
    int slot = random.nextInt(made);
    switch (random.nextInt(14)) {
      case 0 -> tell(new FeedEvent.Reread(told.size(), random.nextBoolean()));
      case 1 -> tell(new FeedEvent.BusyTimeout(slot, 77, command(), "q", random.nextInt(9_999), 5));
      case 2 -> tell(new FeedEvent.WorkerDied(slot, 78, "", "", random.nextBoolean(), 9, true, 5));
      case 3, 4, 5 -> {
        if (slots[slot].state() == WorkerState.BUSY) {
          tag(slot, tagText());
        }
      }
      case 6 -> {
        held = random.nextInt(3);
        tellServiceable();
      }
      case 7 -> queued = random.nextInt(5);
      default -> change(slot);
    }
    return told.subList(first, told.size());
  }

  private String command() {
    return random.nextInt(20) == 0
        ? "scan long" + told.size() + " " + "\u00e9".repeat(random.nextInt(900))
        : "scan q" + told.size() + " /tmp/\"x\"";
  }

  private String tagText() {
    String[] some = {"a", "StateChange Busy -> Idle", "\u00e4\\ \"", "b\nZ"};
    return some[random.nextInt(some.length)] + random.nextInt(9);
  }

  private void change(int slot) {
    SlotThen old = slots[slot];
    WorkerState[] choice = NEXT[old.state().index()];
    WorkerState to = choice[random.nextInt(choice.length)];
    int pid = old.state() == WorkerState.STOPPED ? ++pids : old.pid();
    int pidNow = to == WorkerState.STOPPED ? -1 : pid;
    String command = to == WorkerState.BUSY ? command() : "";
    slots[slot] = new SlotThen(old.state(), to, pidNow, "", command, nanos);
    tell(new FeedEvent.StateChanged(slot, pid, old.state(), to, "reason " + pid, command));
    tellFree();
    if (to == WorkerState.BUSY) {
      tag(slot, "scan q" + random.nextInt(100));
    }
  }

  private void tellFree() {
    int before = free;
    if (freeNow() != before) {
      free = freeNow();
      tell(new FeedEvent.FreeWorkers(free));
      if (free == 0) {
        noneFree = true;
        tell(new FeedEvent.NoneFree());
      } else if (before == 0) {
        noneFree = false;
        tell(new FeedEvent.SomeFree());
      }
    }
    tellServiceable();
  }

  private void tellServiceable() {
    int now = present().counts().serviceable();
    if (now != serviceableTold) {
      serviceableTold = now;
      tell(new FeedEvent.ServiceableWorkers());
    }
  }

  private void tag(int slot, String tag) {
    SlotThen old = slots[slot];
    slots[slot] =
        new SlotThen(old.from(), old.state(), old.pid(), tag, old.command(), old.sinceNanos());
    tell(new FeedEvent.Tagged(slot, old.pid(), tag));
  }

  /** The state of a slot, a number or a level is committed before, and told by this. */
  private void tell(FeedEvent event) {
    CountsAt present = present();
    told.add(new Told(told.size() + 1L, event, present));
    // What F and Z say is told only by those: the state in between has the old ones.
    history.add(new Then(List.of(slots), freeTold(event), noneFreeTold(event)));
    feed.publish(event, present.counts(), present.now());
  }

  private int freeTold(FeedEvent event) {
    Then last = history.getLast();
    return event instanceof FeedEvent.FreeWorkers(int now) ? now : last.free();
  }

  private boolean noneFreeTold(FeedEvent event) {
    return switch (event) {
      case FeedEvent.NoneFree none -> true;
      case FeedEvent.SomeFree some -> false;
      default -> history.getLast().noneFree();
    };
  }
}

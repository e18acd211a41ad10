package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.WorkerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of the slots of one pool, put together from events and answers. */
final class SlotModel {
  /** Slots beyond this number are not shown. */
  static final int MAX_SLOTS = 20_000;

  /** Of all timelines together, if they are not very many. */
  private static final int TIMELINE_ENTRIES = 60_000;

  private static final int LEAST_TIMELINE = 32;
  private static final int MOST_TIMELINE = 1_200;

  private final Map<Integer, LiveSlot> slots = new TreeMap<>();

  /** When something was told of a slot last, as a count of what is told. */
  private final Map<Integer, Long> touched = new HashMap<>();

  private final Set<Integer> changed = new TreeSet<>();
  private final BitSet stated = new BitSet();
  private long clock;
  private boolean inSnapshot;
  private int expected;
  private boolean renumbered;
  private RequestTimeouts timeouts = RequestTimeouts.UNKNOWN;

  /** The pool has so many slots; those above are no more. */
  void resize(int count) {
    expected = Math.min(count, MAX_SLOTS);
    renumbered |= slots.keySet().removeIf(number -> number >= expected);
  }

  void timeouts(RequestTimeouts inForce) {
    timeouts = inForce;
  }

  /** What is told from now on is the whole state: a slot that is left out is stopped. */
  void beginSnapshot(int count) {
    resize(count);
    inSnapshot = true;
    stated.clear();
  }

  void endSnapshot(Instant now) {
    if (inSnapshot) {
      inSnapshot = false;
      for (int number = stated.nextClearBit(0);
          number < expected;
          number = stated.nextClearBit(number + 1)) {
        slot(number, WorkerState.STOPPED)
            .ifPresent(slot -> slot.stateSince(WorkerState.STOPPED, Optional.empty(), now));
        touch(number);
      }
    }
  }

  private Optional<LiveSlot> slot(int number, WorkerState state) {
    if (number < 0 || number >= MAX_SLOTS) {
      return Optional.empty();
    }
    LiveSlot known = slots.get(number);
    if (known == null) {
      int share = TIMELINE_ENTRIES / Math.max(1, Math.max(expected, number));
      int entries = Math.clamp(share, LEAST_TIMELINE, MOST_TIMELINE);
      known = new LiveSlot(number, state, entries);
      slots.put(number, known);
      renumbered = true;
    }
    return Optional.of(known);
  }

  private void touch(int number) {
    touched.put(number, ++clock);
    changed.add(number);
  }

  /** A message told of a slot. */
  void hear(Message.StateChanged message, Instant at) {
    slot(message.worker(), message.to())
        .ifPresent(
            slot -> {
              slot.become(message.to(), at, message.pid());
              touch(message.worker());
            });
  }

  void hear(Message.Tagged message, Instant at) {
    LiveSlot known = slots.get(message.worker());
    if (known != null) {
      known.say(message.tag(), timeouts, at);
      touch(message.worker());
    }
  }

  void hear(Message.WorkerStated message, Instant now) {
    slot(message.worker(), message.state())
        .ifPresent(
            slot -> {
              Instant since = now.minusMillis(Math.clamp(message.sinceMillis(), 0, 1L << 50));
              slot.stateSince(message.state(), Optional.of(since), now);
              slot.become(message.state(), now, message.pid());
              message.request().ifPresent(request -> slot.hold(request, timeouts, since));
              slot.say(message.tag(), timeouts, since);
              stated.set(message.worker());
              touch(message.worker());
            });
  }

  void noteIncident(int number, long id) {
    LiveSlot known = slots.get(number);
    if (known != null) {
      known.noteIncident(id);
      changed.add(number);
    }
  }

  /** Returns a mark: what is told later is newer than an answer to what is asked now. */
  long mark() {
    return clock;
  }

  private boolean isFresh(int number, long mark) {
    return touched.getOrDefault(number, 0L) <= mark;
  }

  /**
   * Takes over an answer.
   *
   * @param mark of when it was asked for
   * @param byEvents whether changes of state are told by events, and the answer's are older or the
   *     same
   */
  void take(Stats stats, long mark, boolean byEvents, Instant now) {
    resize((int) Math.min(MAX_SLOTS, Stats.number(stats.pool(), "slots").orElse(expected)));
    for (StatsSlot each : stats.slots()) {
      slot(each.number(), each.state())
          .ifPresent(slot -> take(slot, each, isFresh(each.number(), mark), byEvents, now));
    }
  }

  private void take(LiveSlot slot, StatsSlot told, boolean fresh, boolean byEvents, Instant now) {
    if (fresh && !byEvents) {
      slot.stateSince(told.state(), LiveSlot.ago(told.sinceMillis(), now), now);
    }
    slot.take(told, fresh, now);
    if (slot.isChanged()) {
      changed.add(told.number());
    }
  }

  /** Takes over what a server tells that has no such document. */
  void take(
      ReferenceReader.Status status, List<ReferenceReader.Worker> workers, long mark, Instant now) {
    resize(status.states().size());
    for (int number = 0; number < status.states().size(); number++) {
      WorkerState state = status.states().get(number);
      if (isFresh(number, mark)) {
        slot(number, state).ifPresent(slot -> slot.stateSince(state, Optional.empty(), now));
      }
    }
    for (ReferenceReader.Worker each : workers) {
      LiveSlot known = slots.get(each.number());
      if (known != null && isFresh(each.number(), mark)) {
        Instant since = now.minusSeconds(each.sinceSeconds());
        known.stateSince(each.state(), Optional.of(since), now);
        known.take(each);
        if (known.isChanged()) {
          changed.add(each.number());
        }
      }
    }
  }

  /** From then on nobody knows. */
  void lose(Instant at) {
    for (Map.Entry<Integer, LiveSlot> each : slots.entrySet()) {
      each.getValue().lose(at);
      changed.add(each.getKey());
    }
    inSnapshot = false;
  }

  /** Another multiplexor is there, with other processes. */
  void forget() {
    slots.clear();
    touched.clear();
    changed.clear();
    renumbered = true;
  }

  /** Returns how many are in that state; empty unless every slot is known. */
  OptionalLong count(WorkerState state) {
    if (expected == 0 || slots.size() < expected) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(slots.values().stream().filter(slot -> slot.state() == state).count());
  }

  int size() {
    return expected;
  }

  boolean hasChanges() {
    return renumbered || !changed.isEmpty();
  }

  /** Returns whether slots came or went since it was asked for last. */
  boolean takeRenumbered() {
    boolean was = renumbered;
    renumbered = false;
    return was;
  }

  Set<Integer> takeChanged() {
    Set<Integer> taken = Set.copyOf(changed);
    changed.clear();
    return taken;
  }

  List<SlotPicture> pictures() {
    List<SlotPicture> pictures = new ArrayList<>(slots.size());
    slots.values().forEach(slot -> pictures.add(slot.picture()));
    return List.copyOf(pictures);
  }
}

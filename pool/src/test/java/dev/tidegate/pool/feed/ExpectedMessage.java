package dev.tidegate.pool.feed;

import com.google.gson.JsonObject;
import dev.tidegate.pool.feed.FeedWorld.Then;
import dev.tidegate.protocol.notify.MessageType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must be stated in a snapshot or after a loss, step by step, as of a place that may move. */
final class ExpectedMessage {
  private final FeedWorld world;
  private final boolean snapshot;
  private String types;

  /** What was missed and has no state: told once, in this order. */
  final Deque<MessageType> once = new ArrayDeque<>();

  /** Slots that must be stated after a loss. */
  private final Set<Integer> required;

  /** Slots that may be stated besides. */
  final Set<Integer> permitted = new TreeSet<>();

  private final Deque<String> lettersLeft = new ArrayDeque<>();
  private long place;

  /** Of one that wants Z without Y the level is that of an earlier place, as Y was no loss. */
  private long levelPlace;

  /** Slots that were passed at an earlier place, as they were stopped then, are not stated. */
  private boolean hasMoved;

  private int slot;
  private boolean freeOver;
  private boolean levelOver;

  private ExpectedMessage(
      FeedWorld world, boolean snapshot, String types, Set<Integer> required, long place) {
    this.world = world;
    this.snapshot = snapshot;
    this.types = types;
    this.required = new TreeSet<>(required);
    this.place = place;
    this.levelPlace = place;
    slot = types.contains("S") ? 0 : world.settings.maxWorkers();
    freeOver = !types.contains("F");
  }

  static ExpectedMessage ofSnapshot(FeedWorld world, String types, long place) {
    return new ExpectedMessage(world, true, types, Set.of(), place);
  }

  static ExpectedMessage afterLoss(
      FeedWorld world, String types, Set<MessageType> missed, Set<Integer> slots, long place) {
    ExpectedMessage statement = new ExpectedMessage(world, false, types, slots, place);
    for (MessageType each :
        List.of(MessageType.BUSY_TIMEOUT, MessageType.WORKER_DIED, MessageType.REREAD)) {
      if (missed.contains(each) && types.indexOf(each.letter()) >= 0) {
        statement.once.add(each);
      }
    }
    return statement;
  }

  void takeLevelOf(long earlier) {
    levelPlace = earlier;
  }

  long place() {
    return place;
  }

  void moveTo(long later) {
    place = later;
    levelPlace = later;
    hasMoved = true;
  }

  /** What is not wanted any more need not be stated either. */
  void keepOnly(String wanted) {
    types = types.replaceAll("[^" + wanted + "-]", "");
    once.removeIf(each -> types.indexOf(each.letter()) < 0);
    freeOver |= !types.contains("F");
  }

  private Then then() {
    return world.then(place);
  }

  /** Takes a line in letters; returns whether it belongs here. */
  boolean hear(String line) {
    if (!lettersLeft.isEmpty()) {
      return line.equals(lettersLeft.remove());
    }
    if (!once.isEmpty()) {
      return line.equals(String.valueOf(once.remove().letter()));
    }
    while (slot < world.settings.maxWorkers()) {
      int now = slot++;
      List<String> lines =
          snapshot
              ? ExpectedMessages.slotInSnapshot(now, then().slots().get(now))
              : ExpectedMessages.slotAfterLoss(now, then().slots().get(now));
      if (isStated(now) && (!mayPass(now) || line.equals(lines.getFirst()))) {
        lettersLeft.addAll(lines.subList(1, lines.size()));
        return line.equals(lines.getFirst());
      }
    }
    if (!freeOver) {
      freeOver = true;
      return line.equals("F " + then().free());
    }
    boolean first = !levelOver && types.indexOf(level().letter()) >= 0;
    levelOver = true;
    return first && line.equals(String.valueOf(level().letter()));
  }

  /** Takes an object; returns whether it belongs here. */
  boolean hear(JsonObject object) {
    if (!once.isEmpty()) {
      return ExpectedMessages.states(object, once.remove());
    }
    while (slot < world.settings.maxWorkers()) {
      int now = slot++;
      boolean isThis =
          ExpectedMessages.isStated(object)
              && object.has("worker")
              && object.get("worker").getAsInt() == now;
      if (isStated(now) && (!mayPass(now) || isThis)) {
        return ExpectedMessages.states(object, now, then());
      }
    }
    if (!freeOver) {
      freeOver = true;
      return ExpectedMessages.states(object, MessageType.FREE_WORKERS)
          && object.get("free").getAsInt() == then().free();
    }
    boolean first = !levelOver && types.indexOf(level().letter()) >= 0;
    levelOver = true;
    return first && ExpectedMessages.states(object, level());
  }

  private boolean mayPass(int each) {
    return snapshot ? hasMoved : !required.contains(each);
  }

  private boolean isStated(int each) {
    return snapshot
        ? then().slots().get(each).pid() >= 0
        : required.contains(each) || permitted.contains(each);
  }

  private MessageType level() {
    return world.then(levelPlace).noneFree() ? MessageType.NONE_FREE : MessageType.SOME_FREE;
  }

  /** Returns whether nothing more may be stated. */
  boolean isOver() {
    return isComplete() && permitted.stream().noneMatch(each -> each >= slot);
  }

  /** Returns whether nothing more must be stated. */
  boolean isComplete() {
    boolean slotsOver = true;
    for (int each = slot; each < world.settings.maxWorkers(); each++) {
      slotsOver &= mayPass(each) || !isStated(each);
    }
    return once.isEmpty()
        && lettersLeft.isEmpty()
        && slotsOver
        && freeOver
        && (levelOver || (snapshot && hasMoved) || types.indexOf(level().letter()) < 0);
  }
}

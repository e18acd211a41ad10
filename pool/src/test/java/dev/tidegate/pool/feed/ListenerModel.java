package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A listener together with all that it must be told, worked out from the rules alone.
 *
 * <p>One that asks for nothing at first changes its types at random and is checked less closely in
 * what it is told of slots after a loss.
 */
final class ListenerModel {
  private static final String GREETING = "*OK\n";

  private record Message(long seq, String text) {}

  final long id;
  long losses;

  private final Feed feed;
  private final PoolModel pool;
  private final boolean steady;
  private final double eagerness;
  private final int maxRoom;

  private final ByteBuffer into = ByteBuffer.allocate(4096);
  private String types;
  private boolean awake = true;

  /** What is owed in so many words before anything live; as of the event {@code caughtUpSeq}. */
  private final Deque<String> told = new ArrayDeque<>();

  private final Deque<Message> live = new ArrayDeque<>();
  private final Set<Integer> slotsMissed = new TreeSet<>();
  private boolean catchingUp;
  private long caughtUpSeq;
  private long untoldLoss;

  private final String[] viewOfSlots;
  private String viewOfFree;
  private String viewOfLevel = "";
  private boolean marked = true;

  ListenerModel(long id, String line, double eagerness, int maxRoom, Feed feed, PoolModel pool) {
    this.id = id;
    this.types = line.equals("?*") ? "BFRSUYZ" : line.substring(1);
    this.steady = !types.isEmpty();
    this.eagerness = eagerness;
    this.maxRoom = maxRoom;
    this.feed = feed;
    this.pool = pool;
    viewOfSlots = new String[pool.slots()];
    Arrays.fill(viewOfSlots, "");
    viewOfFree = pool.freeText();
    feed.connect(id);
    feed.lineArrived(id, line);
    told.add(GREETING);
  }

  void happened(long seq, String text) {
    if (types.indexOf(text.charAt(0)) >= 0) {
      live.add(new Message(seq, text));
    }
  }

  void wasWoken() {
    Expect.that(!awake, "woken although it is awake");
    Expect.that(!live.isEmpty(), "woken for something");
    awake = true;
  }

  void move(Random random) {
    if (!steady && random.nextInt(300) == 0) {
      ask(random);
    }
    if (awake && random.nextDouble() < eagerness) {
      int takes = 1 + random.nextInt(3);
      while (awake && takes-- > 0) {
        take(steady ? 1 + random.nextInt(maxRoom) : maxRoom);
      }
    }
  }

  void readAll() {
    while (awake) {
      take(4096);
    }
    assertThat(live).as("owed to %d although it has everything", id).isEmpty();
    assertThat(told).isEmpty();
  }

  /** Its view, made of nothing but the messages that it read, is the state of the pool. */
  void mustKnowTheTruth() {
    for (int slot = 0; slot < viewOfSlots.length; slot++) {
      if (steady && types.contains("S")) {
        assertThat(viewOfSlots[slot]).as("slot as seen by %d", id).isEqualTo(pool.slotText(slot));
      }
    }
    if (steady && types.contains("F")) {
      assertThat(viewOfFree).isEqualTo(pool.freeText());
    }
    if (steady && types.contains("YZ") && !viewOfLevel.isEmpty()) {
      assertThat(viewOfLevel).isEqualTo(pool.levelText());
    }
  }

  private void ask(Random random) {
    StringBuilder wanted = new StringBuilder();
    for (char type : "BFRSUYZ".toCharArray()) {
      if (random.nextBoolean()) {
        wanted.append(type);
      }
    }
    types = wanted.toString();
    feed.lineArrived(id, "?" + types);
    marked = true;
  }

  private void take(int room) {
    if (steady && (room >= GREETING.length() || !GREETING.equals(told.peek()))) {
      foreseeLoss();
    }
    into.clear().limit(room);
    int taken = feed.take(id, into, 0);
    if (taken == 0) {
      if (!live.isEmpty()) {
        assertThat(live).as("told %d that it has everything", id).isEmpty();
      }
      awake = false;
    }
    List<String> messages = Expect.lines(Expect.text(into));
    for (int at = 0; at < messages.size(); at++) {
      String message = messages.get(at) + "\n";
      if (!told.isEmpty()) {
        Expect.equal(message, told.remove(), "to listener %d", id);
        untoldLoss = message.startsWith("*ERR") ? 0 : untoldLoss;
      } else if (message.startsWith("*ERR")) {
        assertThat(steady)
            .as("%s is unforeseen by %d, owed %s of %d", message, id, live, pool.published())
            .isFalse();
        checkLoss(message, messages.subList(at + 1, messages.size()));
        return;
      } else {
        Expect.equal(message, live.remove().text, "to listener %d", id);
      }
      see(message);
    }
    catchingUp &= !told.isEmpty();
  }

  /**
   * What a listener of unchanging types must be told if it has been overtaken; a loss is counted
   * when it has taken its greeting, not before.
   */
  private void foreseeLoss() {
    long oldest = pool.oldest();
    boolean overtakenAgain = catchingUp && caughtUpSeq < oldest;
    if (live.isEmpty() || (live.getFirst().seq >= oldest && !overtakenAgain)) {
      caughtUpSeq = overtakenAgain ? pool.published() + 1 : caughtUpSeq;
      return;
    }
    String greeting = GREETING.equals(told.peek()) ? told.remove() : "";
    untoldLoss += live.size();
    StringBuilder once = new StringBuilder();
    for (String each : List.of("B\n", "U\n", "R\n")) {
      if (isLive(each) || told.contains(each)) {
        once.append(each);
      }
    }
    if (!catchingUp) {
      slotsMissed.clear();
    }
    slotsMissed.addAll(slotsIn(live));
    told.clear();
    if (!greeting.isEmpty()) {
      told.add(greeting);
    }
    told.add("*ERR " + untoldLoss + " messages dropped: listener too slow\n");
    once.toString().lines().forEach(line -> told.add(line + "\n"));
    for (int slot : slotsMissed) {
      pool.slotText(slot).lines().forEach(line -> told.add(line + "\n"));
    }
    if (types.contains("F")) {
      told.add(pool.freeText());
    }
    if (types.contains(pool.levelText().substring(0, 1))) {
      told.add(pool.levelText());
    }
    live.clear();
    losses++;
    catchingUp = true;
    caughtUpSeq = pool.published() + 1;
  }

  private boolean isLive(String text) {
    for (Message each : live) {
      if (each.text.equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** What a listener of changing types was told after a loss, all of it at once. */
  private void checkLoss(String message, List<String> rest) {
    assertThat(message).isEqualTo("*ERR " + live.size() + " messages dropped: listener too slow\n");
    losses++;
    StringBuilder expected = new StringBuilder();
    for (String each : List.of("B\n", "U\n", "R\n")) {
      expected.append(isLive(each) && types.contains(each.substring(0, 1)) ? each : "");
    }
    Set<Integer> slots = slotsIn(live);
    List<String> told = new ArrayList<>(rest);
    for (String text : told) {
      if (text.contains("StateChange")) {
        slots.add(slotOf(text));
      }
    }
    if (types.contains("S")) {
      slots.forEach(slot -> expected.append(pool.slotText(slot)));
    }
    expected.append(types.contains("F") ? pool.freeText() : "");
    expected.append(types.contains(pool.levelText().substring(0, 1)) ? pool.levelText() : "");
    assertThat(String.join("\n", told) + (told.isEmpty() ? "" : "\n"))
        .isEqualTo(expected.toString());
    live.clear();
    marked = true;
    told.forEach(text -> see(text + "\n"));
  }

  private static Set<Integer> slotsIn(Deque<Message> messages) {
    Set<Integer> slots = new TreeSet<>();
    for (Message each : messages) {
      if (each.text.startsWith("S ")) {
        slots.add(slotOf(each.text));
      }
    }
    return slots;
  }

  private static int slotOf(String message) {
    return message.charAt(2) - '0';
  }

  private void see(String message) {
    switch (message.charAt(0)) {
      case '*' -> marked = true;
      case 'F' -> viewOfFree = message;
      case 'Y', 'Z' -> {
        if (steady && types.contains("YZ") && !marked && message.equals(viewOfLevel)) {
          assertThat(message).as("Z and Y alternate for %d", id).isNotEqualTo(viewOfLevel);
        }
        marked = false;
        viewOfLevel = message;
      }
      case 'S' -> {
        int slot = slotOf(message);
        if (message.contains("StateChange")) {
          viewOfSlots[slot] = message;
        } else {
          String before = viewOfSlots[slot];
          viewOfSlots[slot] = before.substring(0, before.indexOf('\n') + 1) + message;
        }
      }
      default -> {}
    }
  }
}

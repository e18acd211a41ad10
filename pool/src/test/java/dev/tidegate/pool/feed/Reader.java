package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.tidegate.pool.feed.FeedWorld.Told;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.MessageType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A program that listens at its own speed, asks for one thing after another, breaks off and goes on
 * where it was; together with all that it must be told, worked out from the contract alone.
 */
final class Reader {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Something that it is still to be told, in order. */
  private sealed interface Owed {
    record Event(Told told) implements Owed {}

    /** An interest line that is not answered. */
    record Switch(String types) implements Owed {}

    /** An interest line that is answered, or begins a snapshot. */
    final class Mark implements Owed {
      final InterestLine line;
      final String types;
      final boolean hello;
      boolean snapshot;
      final CountsAt counts;
      long place;
      long levelPlace;
      boolean moved;

      Mark(InterestLine line, String types, boolean hello, CountsAt counts, long place) {
        this.line = line;
        this.types = types;
        this.hello = hello;
        this.snapshot = line.snapshot();
        this.counts = counts;
        this.place = place;
        this.levelPlace = place;
      }
    }
  }

  /** A loss that is not told to its end. */
  private static final class Loss {
    long count;
    final Set<MessageType> missed = EnumSet.noneOf(MessageType.class);
    final Set<Integer> slots = new TreeSet<>();
    long firstSeq;
    long place;
    String types = "";
    boolean headingTold;
  }

  final String name;
  long losses;
  long halfSnapshots;
  long resumed;
  long refusedResumes;
  long beats;
  long snapshots;

  private final FeedWorld world;
  private final double eagerness;
  private final int maxRoom;
  private final boolean prefersJson;
  private final ByteBuffer into = ByteBuffer.allocate(16_384);
  private final View view;

  // The connection.

  private long id;
  private boolean awake;
  private boolean json;
  private boolean asksJson;
  private boolean greeted;
  private boolean ended;
  private boolean farewellOwed;
  private long endedSeq;
  private String types = "";
  private String typesNow = "";
  private boolean wantsSlots;
  private final Deque<Owed> owed = new ArrayDeque<>();
  private final Deque<String> unsaid = new ArrayDeque<>();
  private @Nullable ExpectedMessage statement;
  private @Nullable Loss loss;
  private boolean inSnapshot;
  private String snapshotTypes = "";
  private boolean snapshotAfterReplay;
  private long replayUntil;
  private long lastEventSeq;
  private long heartbeatNanos;
  private long silentSince;

  // What it remembers when it breaks off.

  private long seq = -1;
  private boolean seqIsWhole;

  Reader(String name, FeedWorld world, double eagerness, int maxRoom, boolean prefersJson) {
    this.name = name;
    this.world = world;
    this.eagerness = eagerness;
    this.maxRoom = maxRoom;
    this.prefersJson = prefersJson;
    view = new View(world.settings.maxWorkers());
  }

  void connect(long number) {
    id = number;
    awake = true;
    json = false;
    asksJson = false;
    greeted = false;
    ended = false;
    farewellOwed = false;
    typesNow = "";
    owed.clear();
    unsaid.clear();
    statement = null;
    loss = null;
    inSnapshot = false;
    snapshotAfterReplay = false;
    replayUntil = 0;
    heartbeatNanos = 0;
    silentSince = world.nanos;
    lastEventSeq = 0;
    world.feed.connect(id);
    if (prefersJson && seqIsWhole && seq >= 0) {
      // The same types as before, or its picture would not go on.
      say("?" + types + " json since=" + world.settings.epoch() + ":" + seq + words());
    } else {
      types = "";
      view.wants("");
      wantsSlots = world.random.nextBoolean();
      say(randomLine());
    }
  }

  private String words() {
    return switch (world.random.nextInt(8)) {
      case 0 -> " heartbeat=" + (1 + world.random.nextInt(3));
      case 1 -> " snapshot";
      case 2 -> " unknown heartbeat=0";
      default -> "";
    };
  }

  private String randomLine() {
    // Whether slots are told is settled once, so that what a loss must state is known exactly.
    String[] some =
        wantsSlots
            ? new String[] {"*", "S", "SF", "BURS", "SYZ", "BFRSUYZ", "SZ"}
            : new String[] {"YZ", "F", "BUR", "Z", "", "FYZ", "BFUZ"};
    StringBuilder line = new StringBuilder("?").append(some[world.random.nextInt(some.length)]);
    line.append(words());
    if (prefersJson || world.random.nextInt(12) == 0) {
      line.append(" json");
      if (world.random.nextInt(4) == 0) {
        line.append(strangeSince());
      }
    }
    line.append(world.random.nextInt(3) == 0 ? " snapshot" : "");
    return line.toString();
  }

  private String strangeSince() {
    long some = world.random.nextLong(world.lastSeq() + 3);
    return switch (world.random.nextInt(5)) {
      case 0 -> " since=0000000000000000:" + some;
      case 1 -> " since=" + world.settings.epoch() + ":x";
      case 2 -> " since";
      default -> " since=" + world.settings.epoch() + ":" + some;
    };
  }

  // ---- what it does

  void move() {
    if (world.random.nextInt(250) == 0) {
      act();
    }
    if (awake && world.random.nextDouble() < eagerness) {
      int takes = 1 + world.random.nextInt(3);
      while (awake && takes-- > 0) {
        take(1 + world.random.nextInt(maxRoom));
      }
      sayOn();
    }
  }

  private void act() {
    switch (world.random.nextInt(8)) {
      case 0, 1, 2 -> say(randomLine());
      case 3 -> say("nothing of interest");
      case 4 -> {
        sayOn();
        if (!ended && unsaid.isEmpty()) {
          sayTooLongALine();
        }
      }
      default -> breakOff();
    }
  }

  /** Is gone, and comes again. */
  private void breakOff() {
    world.feed.disconnect(id);
    connect(id + 1_000);
  }

  private void sayTooLongALine() {
    ended = true;
    farewellOwed = true;
    endedSeq = world.lastSeq();
    heartbeatNanos = 0;
    world.feed.overlong(id);
    world.feed.drainClosed(closed -> assertThat(closed).isEqualTo(id));
    awake = true;
  }

  private void say(String line) {
    unsaid.add(line);
    sayOn();
  }

  private void sayOn() {
    while (!ended && !unsaid.isEmpty() && world.feed.takesLines(id)) {
      assertThat(inSnapshot || isStillAnswered()).as("%s: no line is taken", name).isFalse();
      String line = unsaid.remove();
      InterestLine.parse(line).ifPresent(this::ask);
      world.feed.lineArrived(id, line);
    }
  }

  private boolean isStillAnswered() {
    return owed.stream()
        .anyMatch(
            each ->
                each instanceof Owed.Mark
                    || (each instanceof Owed.Event(Told told) && told.seq() <= replayUntil));
  }

  private void ask(InterestLine line) {
    asksJson |= line.json();
    types = line.interest().letters();
    heartbeatNanos = line.heartbeatSeconds() * SECOND_NANOS;
    silentSince = world.nanos;
    if (asksJson || line.snapshot()) {
      owed.add(new Owed.Mark(line, types, asksJson, world.present(), world.lastSeq()));
      awake = true;
    } else {
      owed.add(new Owed.Switch(types));
    }
  }

  void happened(Told told) {
    MessageType type = told.event().type();
    boolean wanted =
        type.hasLetter() ? types.indexOf(type.letter()) >= 0 : asksJson && types.indexOf('F') >= 0;
    if (wanted && !ended) {
      owed.add(new Owed.Event(told));
    }
  }

  boolean is(long number) {
    return id == number;
  }

  void wasWoken() {
    awake = true;
  }

  /** Nobody sleeps who is owed something, and nobody is woken for nothing. */
  void mustBeAwakeForAReason() {
    Expect.that(awake || !isOwed(), "%s is woken", name);
  }

  private boolean isOwed() {
    for (Owed each : owed) {
      if (!(each instanceof Owed.Switch)) {
        return true;
      }
    }
    return false;
  }

  private boolean isBeatDue() {
    return heartbeatNanos > 0 && world.nanos - silentSince >= heartbeatNanos;
  }

  // ---- what it hears

  void readAll() {
    do {
      while (awake) {
        take(8_192);
      }
      sayOn();
    } while (awake);
    assertThat(unsaid.isEmpty() || ended).isTrue();
  }

  private void take(int room) {
    if (greeted || room >= "*OK\n".length()) {
      foreseeLoss();
    }
    into.clear().limit(room);
    int taken = world.feed.take(id, into, world.nanos);
    if (taken == 0) {
      atRest();
      return;
    }
    if (taken < 0) {
      return;
    }
    String text = Expect.text(into);
    if (!text.endsWith("\n")) {
      assertThat(text).endsWith("\n");
    }
    for (String line : Expect.lines(text)) {
      hear(line);
    }
    silentSince = world.nanos;
    endStatementIfOver();
  }

  private void endStatementIfOver() {
    if (!inSnapshot
        && statement != null
        && statement.isOver()
        && (loss == null || loss.headingTold)) {
      endStatement();
    }
  }

  private void atRest() {
    awake = false;
    meetSwitches();
    if (!owed.isEmpty()) {
      assertThat(owed).as("%s is told that it has everything", name).isEmpty();
    }
    Expect.that(loss == null || loss.headingTold, "%s is told of a loss", name);
    Expect.that(statement == null || statement.isComplete(), "%s: stated", name);
    Expect.that(!inSnapshot, "%s has its whole snapshot", name);
    Expect.that(!farewellOwed, "%s is told its farewell", name);
    Expect.that(greeted, "%s is greeted", name);
    endStatement();
    if (ended) {
      world.feed.disconnect(id);
      connect(id + 1_000);
    } else {
      view.mustBe(world.then(world.lastSeq()), json, name + " " + types);
    }
  }

  private void meetSwitches() {
    while (owed.peek() instanceof Owed.Switch(String now)) {
      owed.remove();
      wantsNow(now);
    }
  }

  private void wantsNow(String now) {
    typesNow = now;
    view.wants(now);
  }

  private void endStatement() {
    statement = null;
    loss = null;
  }

  /** What it must be told if it has been overtaken. */
  private void foreseeLoss() {
    long oldest = world.feed.oldestSeq();
    long now = world.lastSeq();
    boolean overtakenInStatement =
        (statement != null || loss != null || inSnapshot) && placeOfStatement() + 1 < oldest;
    if (!overtakenInStatement && !isOwedEventBefore(oldest)) {
      for (Owed each : owed) {
        if (each instanceof Owed.Mark mark && mark.place + 1 < oldest) {
          boolean moreIsOwed = owed.stream().anyMatch(other -> other instanceof Owed.Event);
          mark.place = moreIsOwed ? oldest - 1 : now;
          mark.levelPlace = moreIsOwed ? mark.levelPlace : now;
          mark.moved = true;
        }
      }
      return;
    }
    List<Told> dropped = new ArrayList<>();
    owed.removeIf(
        each -> {
          if (each instanceof Owed.Event(Told told)) {
            dropped.add(told);
            return true;
          }
          return false;
        });
    owed.removeIf(each -> each instanceof Owed.Switch);
    for (Owed each : owed) {
      if (each instanceof Owed.Mark mark) {
        mark.place = now;
        mark.levelPlace = now;
        mark.moved = true;
      }
    }
    if (!inSnapshot) {
      wantsNow(types);
    }
    if (inSnapshot && statement != null) {
      statement.moveTo(now);
      halfSnapshots++;
    }
    if (!dropped.isEmpty()) {
      addLoss(dropped);
    }
    if (loss != null) {
      loss.place = now;
      if (!loss.headingTold) {
        loss.slots.addAll(slotsChangedSinceItsEnd());
      }
      loss.types = loss.types.replaceAll("[^" + types + "-]", "");
    }
    if (!inSnapshot && statement != null) {
      statement.moveTo(now);
      statement.keepOnly(types);
      statement.permitted.addAll(slotsChangedSinceItsEnd());
      // What was left of it may be no longer wanted.
      endStatementIfOver();
    }
  }

  private boolean isOwedEventBefore(long oldest) {
    for (Owed each : owed) {
      if (each instanceof Owed.Event event && event.told().seq() < oldest) {
        return true;
      }
    }
    return false;
  }

  private long placeOfStatement() {
    if (statement != null) {
      return statement.place();
    }
    return loss == null ? Long.MAX_VALUE - 1 : loss.place;
  }

  private void addLoss(List<Told> dropped) {
    Loss next = new Loss();
    next.firstSeq = dropped.getFirst().seq();
    Loss before = loss;
    if (before != null) {
      next.slots.addAll(before.slots);
      if (!before.headingTold) {
        next.count = before.count;
        next.missed.addAll(before.missed);
        next.firstSeq = before.firstSeq;
      } else if (statement != null) {
        next.missed.addAll(statement.once);
      }
    }
    next.count += dropped.size();
    for (Told each : dropped) {
      next.missed.add(each.event().type());
      addSlot(each, next.slots);
    }
    next.slots.addAll(slotsChangedSinceItsEnd());
    next.types = types;
    loss = next;
    losses++;
    if (!inSnapshot) {
      statement = null;
    }
  }

  private static void addSlot(Told told, Set<Integer> to) {
    switch (told.event()) {
      case FeedEvent.StateChanged changed -> to.add(changed.slot());
      case FeedEvent.Tagged tagged -> to.add(tagged.slot());
      default -> {}
    }
  }

  /** It is told the state as of now, although nothing that happens is owed any more. */
  private Set<Integer> slotsChangedSinceItsEnd() {
    Set<Integer> slots = new TreeSet<>();
    for (long each = endedSeq + 1; ended && each <= world.lastSeq(); each++) {
      addSlot(world.told(each), slots);
    }
    return slots;
  }

  private void hear(String line) {
    if (!greeted) {
      assertThat(line).isEqualTo("*OK");
      greeted = true;
      return;
    }
    if (line.startsWith("{")) {
      hear(world.parse(line));
      return;
    }
    Expect.that(!json, "%s, which has said hello, got %s", name, line);
    Expect.that(line.length() < 256, "%s got a long line: %s", name, line);
    switch (line) {
      case "*OK alive" -> hearBeat();
      case "*OK snapshot begin" -> beginSnapshot(popMark());
      case "*OK snapshot end" -> endSnapshot();
      case "*ERR line too long" -> hearFarewell();
      default -> {
        if (line.startsWith("*ERR ")) {
          assertThat(line).endsWith(" messages dropped: listener too slow");
          hearLoss(Long.parseLong(line.split(" ", 3)[1]));
        } else {
          hearLetters(line);
        }
      }
    }
  }

  private void hearLetters(String line) {
    if (statement != null && statement.hear(line)) {
      view.hear(line, typesNow);
      return;
    }
    mustBeLive(line);
    meetSwitches();
    Owed next = owed.poll();
    Expect.that(next != null, "%s is owed nothing but got %s", name, line);
    Told told = eventOf(next, line);
    Expect.equal(line, ExpectedMessages.letters(told), name);
    mustAscend(told.seq());
    view.hear(line, typesNow);
  }

  private Told eventOf(@Nullable Owed next, Object heard) {
    if (next instanceof Owed.Event(Told told)) {
      return told;
    }
    assertThat(next).as("%s got %s", name, heard).isInstanceOf(Owed.Event.class);
    throw new AssertionError(next);
  }

  private void mustBeLive(Object what) {
    if (inSnapshot) {
      assertThat(inSnapshot).as("%s: in a snapshot: %s", name, what).isFalse();
    }
    Expect.that(
        statement == null || statement.isComplete(),
        "%s: more is to be stated before %s",
        name,
        what);
    Expect.that(loss == null || loss.headingTold, "%s: a loss before %s", name, what);
    endStatement();
  }

  private void mustAscend(long now) {
    if (now <= lastEventSeq) {
      assertThat(now).as("events ascend for %s", name).isGreaterThan(lastEventSeq);
    }
    lastEventSeq = now;
  }

  private void hear(JsonObject object) {
    String type = ExpectedMessages.string(object, "type");
    Expect.equal(ExpectedMessages.string(object, "epoch"), world.settings.epoch(), name);
    switch (type) {
      case "hello" -> hearHello(object);
      case "heartbeat" -> {
        hearBeat();
        ExpectedMessages.counts(object, world.present());
        assertThat(object.get("seq").getAsLong()).isEqualTo(world.lastSeq());
      }
      case "snapshot" -> endSnapshot();
      case "error" -> {
        assertThat(ExpectedMessages.string(object, "message")).isEqualTo("line too long");
        hearFarewell();
      }
      case "dropped" -> {
        hearLoss(object.get("count").getAsLong());
        assertThat(object.get("lastSeq").getAsLong()).isEqualTo(loss().place);
        assertThat(object.get("firstSeq").getAsLong())
            .isLessThanOrEqualTo(loss().firstSeq)
            .isGreaterThan(lastEventSeq);
      }
      default -> hearEvent(object);
    }
    Expect.that(json, "%s is told in JSON after hello", name);
    seq = object.get("seq").getAsLong();
    seqIsWhole = !inSnapshot;
  }

  private Loss loss() {
    assertThat(loss).isNotNull();
    return java.util.Objects.requireNonNull(loss);
  }

  private void hearEvent(JsonObject object) {
    if (ExpectedMessages.isStated(object)) {
      beginSnapshotAfterReplay();
      Expect.that(statement != null, "%s: stated unasked: %s", name, object);
      ExpectedMessage now = java.util.Objects.requireNonNull(statement);
      Expect.that(now.hear(object), "%s: %s as of %d", name, object, now.place());
      view.hear(object, typesNow);
      return;
    }
    mustBeLive(object);
    meetSwitches();
    Owed next = owed.poll();
    Told told = eventOf(next, object);
    world.mustBe(object, told);
    mustAscend(told.seq());
    view.hear(object, typesNow);
  }

  private Owed.Mark popMark() {
    mustBeLive("a mark");
    meetSwitches();
    Owed next = owed.poll();
    assertThat(next).as("%s: a line is answered", name).isInstanceOf(Owed.Mark.class);
    return (Owed.Mark) java.util.Objects.requireNonNull(next);
  }

  private void hearHello(JsonObject object) {
    Owed.Mark mark = popMark();
    assertThat(mark.hello).isTrue();
    json = true;
    assertThat(ExpectedMessages.string(object, "types")).isEqualTo(mark.types);
    assertThat(
            object.get("words").getAsJsonArray().asList().stream().map(each -> each.getAsString()))
        .containsExactlyElementsOf(mark.line.words());
    if (!mark.moved) {
      ExpectedMessages.counts(object, mark.counts);
    }
    wantsNow(mark.types);
    boolean asked = !(mark.line.since() instanceof InterestLine.Since.Now);
    assertThat(object.has("resumed")).isEqualTo(asked);
    boolean goesOn = asked && object.get("resumed").getAsBoolean();
    assertThat(object.has("reason")).isEqualTo(asked && !goesOn);
    long oldest = world.feed.oldestSeq();
    switch (mark.line.since()) {
      case InterestLine.Since.Now now -> {}
      case InterestLine.Since.Malformed malformed ->
          assertThat(ExpectedMessages.string(object, "reason")).isEqualTo("malformed");
      case InterestLine.Since.After(String epoch, long after) -> {
        String reason =
            !epoch.equals(world.settings.epoch())
                ? "epoch"
                : after > mark.place ? "future" : after + 1 < oldest ? "too_old" : "";
        assertThat(ExpectedMessages.string(object, "reason")).as(name).isEqualTo(reason);
        if (goesOn) {
          replay(mark, after);
        }
      }
    }
    assertThat(object.get("seq").getAsLong())
        .isEqualTo(goesOn ? ((InterestLine.Since.After) mark.line.since()).seq() : mark.place);
    if (asked && !goesOn) {
      refusedResumes++;
    }
    if (!goesOn && (mark.snapshot || asked)) {
      beginSnapshot(mark);
    } else if (goesOn && mark.snapshot) {
      snapshotAfterReplay = true;
    }
  }

  private void replay(Owed.Mark mark, long after) {
    resumed++;
    lastEventSeq = after;
    replayUntil = mark.place;
    if (mark.snapshot) {
      Owed.Mark later = new Owed.Mark(mark.line, mark.types, false, mark.counts, mark.place);
      later.moved = mark.moved;
      owed.addFirst(later);
    }
    for (long each = mark.place; each > after; each--) {
      Told told = world.told(each);
      MessageType type = told.event().type();
      char letter = type.hasLetter() ? type.letter() : 'F';
      if (mark.types.indexOf(letter) >= 0) {
        owed.addFirst(new Owed.Event(told));
      }
    }
  }

  private void beginSnapshot(Owed.Mark mark) {
    snapshots++;
    inSnapshot = true;
    snapshotTypes = mark.types;
    wantsNow(mark.types);
    view.beginSnapshot(mark.types, json);
    ExpectedMessage snapshot = ExpectedMessage.ofSnapshot(world, mark.types, mark.place);
    snapshot.takeLevelOf(mark.levelPlace);
    statement = snapshot;
  }

  private void beginSnapshotAfterReplay() {
    if (snapshotAfterReplay
        && !inSnapshot
        && (loss == null || loss.headingTold)
        && (statement == null || statement.isComplete())
        && owed.peek() instanceof Owed.Mark) {
      Owed.Mark mark = popMark();
      assertThat(mark.hello).isFalse();
      snapshotAfterReplay = false;
      beginSnapshot(mark);
    }
  }

  private void endSnapshot() {
    beginSnapshotAfterReplay();
    assertThat(inSnapshot).isTrue();
    assertThat(statement != null && statement.isComplete()).as("%s: whole", name).isTrue();
    inSnapshot = false;
    statement = null;
    view.endSnapshot(snapshotTypes);
  }

  private void hearBeat() {
    beats++;
    meetSwitches();
    assertThat(owed).as("%s: a sign of life in between", name).isEmpty();
    assertThat(isBeatDue()).as("%s: a sign of life in silence", name).isTrue();
    assertThat(statement == null || statement.isComplete()).isTrue();
  }

  private void hearFarewell() {
    mustBeLive("a farewell");
    meetSwitches();
    assertThat(farewellOwed).isTrue();
    assertThat(owed).isEmpty();
    farewellOwed = false;
  }

  private void hearLoss(long count) {
    assertThat(inSnapshot).isFalse();
    assertThat(loss).as("%s: a loss of %d is unforeseen", name, count).isNotNull();
    Loss now = loss();
    assertThat(now.headingTold).isFalse();
    assertThat(count).as("loss of %s", name).isEqualTo(now.count);
    now.headingTold = true;
    view.mark();
    statement = ExpectedMessage.afterLoss(world, now.types, now.missed, now.slots, now.place);
  }
}

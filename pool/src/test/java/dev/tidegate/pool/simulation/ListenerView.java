package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.simulation.EventHistory.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one listener was told, compared with what it is owed, and the picture that it has. */
final class ListenerView {
  private static final Pattern DROPPED =
      Pattern.compile("\\*ERR ([1-9]\\d*) messages? dropped: listener too slow");
  private static final String TYPES = "BFRSUYZ";
  private static final String ORDER = "a listener gets every message that it asked for, in order";
  private static final String AFTER_LOSS = "after a loss a listener is told the present state";

  private final long id;
  private final EventHistory eventHistory;

  /** From which index of the chronicle on which types are owed. */
  private final TreeMap<Integer, String> interests = new TreeMap<>();

  /** The last of them. */
  private int lastInterestAt;

  private String lastInterest = "";

  /** What stays to be told of the state after a loss, before messages go on. */
  private final Deque<String> summary = new ArrayDeque<>();

  /** What may be told between, as it is true and news: slots that changed before it asked. */
  private final Set<String> permitted = new HashSet<>();

  private final TreeMap<Integer, String> told = new TreeMap<>();
  private int interestLines;
  private int next;
  private int lines;

  /** Whether it fell behind while it was told a summary: what follows can be told in two ways. */
  private boolean lenient;

  /** From which index of the chronicle on nothing is owed. */
  private int ended = Integer.MAX_VALUE;

  private int free = -1;
  private char level = ' ';

  /** Where in the chronicle the level was told last. */
  private int levelAt = -1;

  /** Whether a loss has been told since the level was. */
  private boolean marked;

  private boolean refused;
  private boolean overlong;

  ListenerView(long id, EventHistory eventHistory) {
    this.id = id;
    this.eventHistory = eventHistory;
    interests.put(0, "");
    next = eventHistory.size();
  }

  void interest(String line) {
    if (line.startsWith("?")) {
      StringBuilder types = new StringBuilder();
      for (int at = 0; at < TYPES.length(); at++) {
        if (line.indexOf('*') >= 0 || line.indexOf(TYPES.charAt(at)) >= 0) {
          types.append(TYPES.charAt(at));
        }
      }
      lastInterestAt = eventHistory.size();
      lastInterest = types.toString();
      interests.put(lastInterestAt, lastInterest);
      interestLines++;
    }
  }

  boolean interested() {
    return interestLines > 0;
  }

  boolean refused() {
    return refused;
  }

  void expectOverlongError() {
    overlong = true;
  }

  private boolean wants(int index) {
    if (index >= ended) {
      return false;
    }
    String types = index >= lastInterestAt ? lastInterest : interests.floorEntry(index).getValue();
    return types.indexOf(eventHistory.get(index).letter()) >= 0;
  }

  /** Returns whether anything that it asked for has not been told yet. */
  boolean owed() {
    if (lenient || !eventHistory.complete()) {
      return false;
    }
    while (next < eventHistory.size() && !wants(next)) {
      next++;
    }
    return next < eventHistory.size();
  }

  void hear(String line) {
    lines++;
    if (lines == 1) {
      refused = line.equals("*ERR No free listening slots");
      check(refused || line.equals("*OK"), "a listener is greeted", id, line);
      return;
    }
    if (line.equals("*ERR line too long")) {
      check(overlong, "a listener is only blamed for its own fault", id);
      return;
    }
    if (line.startsWith("*")) {
      Matcher dropped = DROPPED.matcher(line);
      check(dropped.matches(), "no other * line is told", id, line);
      hearLoss(Integer.parseInt(dropped.group(1)));
      return;
    }
    if (!lenient && eventHistory.complete()) {
      checkOwed(line);
    }
    remember(line);
  }

  private void checkOwed(String line) {
    if (!summary.isEmpty()) {
      String expected = summary.getFirst();
      if (line.equals(expected)) {
        summary.remove();
      } else {
        check(
            permitted.remove(line), AFTER_LOSS, "listener", id, "expected", expected, "got", line);
      }
      return;
    }
    boolean isNext = owed() && line.equals(eventHistory.get(next).line());
    if (!isNext && permitted.remove(line)) {
      return;
    }
    permitted.clear();
    check(owed(), ORDER, "listener", id, "is owed nothing but got", line);
    String expected = eventHistory.get(next).line();
    check(line.equals(expected), ORDER, "listener", id, "expected", expected, "got", line);
    next++;
  }

  private void hearLoss(int count) {
    marked = true;
    if (lenient || !eventHistory.complete()) {
      return;
    }
    if (!summary.isEmpty()) {
      lenient = true;
      summary.clear();
      return;
    }
    int end = eventHistory.size();
    StringBuilder letters = new StringBuilder();
    TreeSet<Integer> slots = new TreeSet<>();
    permitted.clear();
    int missed = 0;
    for (int index = next; index < end; index++) {
      if (eventHistory.get(index).letter() == 'S') {
        permitted.addAll(linesOf(eventHistory.get(index).slot(), end));
      }
      if (wants(index)) {
        Message each = eventHistory.get(index);
        missed++;
        letters.append(each.letter());
        if (each.letter() == 'S') {
          slots.add(each.slot());
        }
      }
    }
    check(count == missed, "a loss is told with its true number", id, count, "but was", missed);
    next = end;
    expectSummary(letters.toString(), slots);
  }

  private void expectSummary(String letters, Set<Integer> slots) {
    String types = interests.lastEntry().getValue();
    for (String each : new String[] {"B", "U", "R"}) {
      if (letters.contains(each) && types.contains(each)) {
        summary.add(each);
      }
    }
    for (int slot : types.contains("S") ? slots : Set.<Integer>of()) {
      summary.addAll(linesOf(slot, next));
    }
    if (types.contains("F")) {
      summary.add("F " + eventHistory.free());
    }
    String present = eventHistory.free() == 0 ? "Z" : "Y";
    if (types.contains(present)) {
      summary.add(present);
    }
  }

  private List<String> linesOf(int slot, int before) {
    List<String> lines = new ArrayList<>();
    String change = eventHistory.latestChange(slot, before);
    if (!change.isEmpty()) {
      lines.add(change);
    }
    if (!eventHistory.tag(slot).isEmpty()) {
      lines.add("S " + slot + " " + eventHistory.tag(slot));
    }
    return lines;
  }

  private void remember(String line) {
    switch (line.charAt(0)) {
      case 'F' -> free = Integer.parseInt(line.substring(2));
      case 'Y', 'Z' -> {
        boolean vague = lenient || !eventHistory.complete();
        boolean asked = vague ? interestLines > 1 : (interests.headMap(next).lastKey() > levelAt);
        check(marked || asked || line.charAt(0) != level, "Z and Y alternate", id, line);
        marked = false;
        level = line.charAt(0);
        levelAt = next;
      }
      case 'S' -> {
        int slot = Integer.parseInt(line.substring(2, line.indexOf(' ', 2)));
        if (line.contains(" StateChange ")) {
          told.put(slot, line.substring(line.lastIndexOf(' ') + 1));
        }
      }
      default -> {}
    }
  }

  /** Checks what holds at the end of a read that left it with nothing more to take. */
  void caughtUp() {
    check(summary.isEmpty(), AFTER_LOSS, "listener", id, "is not told", summary);
    checkPicture();
  }

  /** Nothing that happens from now on is owed. */
  void end() {
    ended = Math.min(ended, eventHistory.size());
  }

  /** Checks that a listener that has read all has the true picture of all that it asked for. */
  private void checkPicture() {
    String types = interests.lastEntry().getValue();
    String name = "a listener that has read all has the true picture";
    if (types.contains("F") && free >= 0 && interestLines == 1) {
      check(free == eventHistory.free(), name, id, "F", free, "is", eventHistory.free());
    }
    if (types.contains("Y") && types.contains("Z") && level != ' ' && interestLines == 1) {
      check(level == (eventHistory.free() == 0 ? 'Z' : 'Y'), name, id, level, eventHistory.free());
    }
    if (types.contains("S") && interestLines == 1) {
      told.forEach(
          (slot, state) ->
              check(
                  state.equals(eventHistory.state(slot).word()),
                  name,
                  id,
                  slot,
                  state,
                  eventHistory.state(slot)));
    }
  }
}

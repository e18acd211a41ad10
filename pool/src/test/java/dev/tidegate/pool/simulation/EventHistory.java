package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a listener to everything was told since the start, and the state that follows from it.
 *
 * <p>Every other listener is owed a part of this sequence.
 */
final class EventHistory {
  private static final Pattern STATE_CHANGE =
      Pattern.compile(
          "S (\\d+) StateChange (Stopped|Idle|Busy|Killed) -> (Stopped|Idle|Busy|Killed)");

  /** The changes that lines say, which are the same ones again and again. */
  private static final Map<String, Change> CHANGES = new ConcurrentHashMap<>();

  private static final Pattern TAG = Pattern.compile("S (\\d+) (?!StateChange)[ -~]{0,200}");

  /** A change of state as it is told. */
  record Change(int slot, WorkerState from, WorkerState to) {}

  /**
   * One message.
   *
   * @param slot −1 for all but S
   */
  record Message(char letter, int slot, boolean change, String line) {}

  private final List<Message> messages = new ArrayList<>();
  private final List<Change> changesOfThisEvent = new ArrayList<>();
  private final WorkerState[] states;
  private final String[] tags;
  private final boolean[] drained;
  private final Deque<String> mustFollow = new ArrayDeque<>();
  private String mustFollowPrefix = "";
  private String mustFollowSuffix = "";
  private boolean complete = true;
  private int firstOfThisEvent;
  private int free;
  private int maximum;

  /** So many slots there have been; those beyond come with a higher maximum. */
  private int made;

  EventHistory(int slots, int maximumAtStart) {
    states = new WorkerState[slots];
    Arrays.fill(states, WorkerState.STOPPED);
    tags = new String[slots];
    drained = new boolean[slots];
    Arrays.fill(tags, "");
    free = maximumAtStart;
    maximum = maximumAtStart;
    made = maximumAtStart;
  }

  /** Takes over what happened before anybody could listen. */
  void beginWith(int slot, WorkerState state) {
    states[slot] = state;
    free = free();
  }

  /** Returns whether nothing was missed so far: then it is the measure of every listener. */
  boolean complete() {
    return complete;
  }

  int size() {
    return messages.size();
  }

  Message get(int index) {
    return messages.get(index);
  }

  WorkerState state(int slot) {
    return states[slot];
  }

  /** Returns what the worker is said to do; empty if its slot is not busy. */
  String tag(int slot) {
    return tags[slot];
  }

  /** Returns how many slots are in that state; empty ones beyond the maximum are in none. */
  int count(WorkerState state) {
    int count = 0;
    for (int slot = 0; slot < states.length; slot++) {
      count += states[slot] == state && !isOut(slot) ? 1 : 0;
    }
    return count;
  }

  private boolean isOut(int slot) {
    return retired(slot) && states[slot] == WorkerState.STOPPED;
  }

  /** Returns how many empty slots are beyond the maximum. */
  int out() {
    int out = 0;
    for (int slot = 0; slot < made; slot++) {
      out += isOut(slot) ? 1 : 0;
    }
    return out;
  }

  int made() {
    return made;
  }

  /** Returns how many slots are shown to those who ask: none of the last ones that are out. */
  int shown() {
    int shown = states.length;
    while (shown > 0 && isOut(shown - 1)) {
      shown--;
    }
    return shown;
  }

  boolean retired(int slot) {
    return slot >= maximum;
  }

  boolean used(int slot) {
    return !drained[slot] && !retired(slot);
  }

  /** The maximum is another one; what is free now must be told next. */
  void limit(int to) {
    int freeBefore = free();
    maximum = to;
    made = Math.max(made, to);
    expectFree(freeBefore);
  }

  /** Returns how many slots of that state are neither drained nor retired. */
  int usable(WorkerState state) {
    int count = 0;
    for (int slot = 0; slot < states.length; slot++) {
      count += states[slot] == state && used(slot) ? 1 : 0;
    }
    return count;
  }

  int free() {
    return usable(WorkerState.IDLE) + usable(WorkerState.STOPPED);
  }

  boolean drained(int slot) {
    return drained[slot];
  }

  /** A slot is drained, or used again; what is free now must be told next. */
  void drain(int slot, boolean now) {
    int freeBefore = free();
    drained[slot] = now;
    expectFree(freeBefore);
  }

  void beginEvent() {
    firstOfThisEvent = messages.size();
    changesOfThisEvent.clear();
  }

  List<Change> changesOfThisEvent() {
    return changesOfThisEvent;
  }

  /** Returns how many messages of a type the event being handled has caused so far. */
  int countOfThisEvent(char letter) {
    int count = 0;
    for (int index = firstOfThisEvent; index < messages.size(); index++) {
      count += messages.get(index).letter() == letter ? 1 : 0;
    }
    return count;
  }

  boolean toldInThisEvent(String line) {
    for (int index = firstOfThisEvent; index < messages.size(); index++) {
      if (messages.get(index).line().equals(line)) {
        return true;
      }
    }
    return false;
  }

  void hear(String line) {
    check(line.length() <= 255, "a message has at most 256 bytes", line);
    if (line.startsWith("*")) {
      if (line.startsWith("*ERR ")) {
        complete = false;
        mustFollow.clear();
        mustFollowPrefix = "";
      }
      return;
    }
    if (complete) {
      checkOrder(line);
    }
    switch (line.charAt(0)) {
      case 'S' -> hearStatus(line);
      case 'F' -> free = Integer.parseInt(line.substring(2));
      case 'B', 'U', 'R', 'Y', 'Z' -> hearLetter(line);
      default -> throw new Violation("messages have the form of the manual page", line);
    }
    if (line.charAt(0) != 'S') {
      messages.add(new Message(line.charAt(0), -1, false, line));
    }
  }

  private void checkOrder(String line) {
    if (!mustFollow.isEmpty()) {
      String expected = mustFollow.remove();
      check(line.equals(expected), "StateChange, F, then Z or Y", expected, "but", line);
    } else {
      check("FZY".indexOf(line.charAt(0)) < 0, "F, Z and Y only follow a change of state", line);
    }
    if (!mustFollowPrefix.isEmpty()) {
      check(
          line.startsWith(mustFollowPrefix) && line.endsWith(mustFollowSuffix),
          "B and U come before their worker's change of state",
          line);
      mustFollowPrefix = "";
    }
  }

  private void hearLetter(String line) {
    check(line.length() == 1, "messages have the form of the manual page", line);
    if (complete && (line.equals("B") || line.equals("U"))) {
      mustFollowPrefix = "S ";
      mustFollowSuffix = line.equals("B") ? "StateChange Busy -> Killed" : " -> Stopped";
    }
  }

  private void hearStatus(String line) {
    Change change = changeOf(line);
    if (change == null) {
      Matcher tag = TAG.matcher(line);
      check(tag.matches(), "messages have the form of the manual page", line);
      int slot = Integer.parseInt(tag.group(1));
      check(!complete || states[slot] == WorkerState.BUSY, "only a busy worker has a tag", line);
      tags[slot] = line.substring(line.indexOf(' ', 2) + 1);
      messages.add(new Message('S', slot, false, line));
      return;
    }
    int slot = change.slot();
    WorkerState from = change.from();
    WorkerState to = change.to();
    if (complete) {
      check(states[slot] == from, "a change begins where the last one ended", line, states[slot]);
      check(from != to, "a change changes something", line);
    }
    int freeBefore = free();
    states[slot] = to;
    tags[slot] = "";
    messages.add(new Message('S', slot, true, line));
    changesOfThisEvent.add(change);
    expectFree(freeBefore);
  }

  /** Returns the change that a line says, if any. */
  private static @Nullable Change changeOf(String line) {
    Change known = CHANGES.get(line);
    if (known != null || !line.contains(" StateChange ")) {
      return known;
    }
    Matcher parts = STATE_CHANGE.matcher(line);
    if (!parts.matches()) {
      return null;
    }
    Change change =
        new Change(
            Integer.parseInt(parts.group(1)), stateOf(parts.group(2)), stateOf(parts.group(3)));
    CHANGES.put(line, change);
    return change;
  }

  private static WorkerState stateOf(String word) {
    return WorkerState.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private void expectFree(int freeBefore) {
    int freeNow = free();
    if (complete && freeNow != freeBefore) {
      mustFollow.add("F " + freeNow);
      if (freeNow == 0) {
        mustFollow.add("Z");
      } else if (freeBefore == 0) {
        mustFollow.add("Y");
      }
    }
  }

  /** Checks what must hold between two events. */
  void settled() {
    check(mustFollow.isEmpty(), "StateChange, F, then Z or Y", mustFollow, "is missing");
    check(mustFollowPrefix.isEmpty(), "B and U come before their worker's change of state");
    int freeNow = free();
    check(free == freeNow, "F tells idle plus stopped", free, freeNow);
  }

  /** Returns the latest change of state of a slot before an index; empty if there was none. */
  String latestChange(int slot, int before) {
    for (int index = before - 1; index >= 0; index--) {
      Message each = messages.get(index);
      if (each.slot() == slot && each.change()) {
        return each.line();
      }
    }
    return "";
  }
}

package dev.tidegate.tools.demo;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.List;

/** The pool as its messages describe it. */
final class DemoModel {
  /** One slot: since when it has its state, and the tag and mail of a busy one. */
  record SlotView(WorkerState state, long sinceMillis, String mail, String tag) {
    static SlotView of(WorkerState state, long sinceMillis) {
      return new SlotView(state, sinceMillis, "", "");
    }
  }

  private final List<SlotView> slots = new ArrayList<>();
  private int free;
  private boolean open = true;
  private long gateSinceMillis;

  DemoModel(int slots) {
    for (int slot = 0; slot < slots; slot++) {
      this.slots.add(SlotView.of(WorkerState.STOPPED, 0));
    }
    free = slots;
  }

  /** Takes the state from an answer to {@code status}: where the picture begins. */
  void adopt(String letters, long nowMillis) {
    for (int slot = 0; slot < slots.size() && slot < letters.length(); slot++) {
      WorkerState state = WorkerState.ofLetter(letters.charAt(slot)).orElse(WorkerState.STOPPED);
      slots.set(slot, SlotView.of(state, nowMillis));
    }
    free = count(WorkerState.IDLE) + count(WorkerState.STOPPED);
  }

  void hear(ReceivedMessage heard, long nowMillis) {
    switch (heard) {
      case ReceivedMessage.StateChanged(int slot, WorkerState from, WorkerState to)
          when slot < slots.size() ->
          slots.set(slot, SlotView.of(to, nowMillis));
      case ReceivedMessage.Tagged(int slot, String tag) when slot < slots.size() ->
          retag(slot, tag);
      case ReceivedMessage.FreeWorkers(int count) -> free = count;
      case ReceivedMessage.NoneFree() -> turnGate(false, nowMillis);
      case ReceivedMessage.SomeFree() -> turnGate(true, nowMillis);
      case ReceivedMessage.StateChanged ignored -> {}
      case ReceivedMessage.Tagged ignored -> {}
      case ReceivedMessage.BusyTimeout ignored -> {}
      case ReceivedMessage.WorkerDied ignored -> {}
      case ReceivedMessage.Reread ignored -> {}
      case ReceivedMessage.Greeting ignored -> {}
      case ReceivedMessage.Complaint ignored -> {}
      case ReceivedMessage.Unknown ignored -> {}
    }
  }

  /** The tag that is the command itself names the mail; the ones after it, what is done to it. */
  private void retag(int slot, String tag) {
    SlotView now = slots.get(slot);
    boolean isCommand = tag.startsWith("scan ");
    slots.set(
        slot,
        new SlotView(
            now.state(),
            now.sinceMillis(),
            isCommand ? tag.substring(5) : now.mail(),
            isCommand ? "" : tag));
  }

  private void turnGate(boolean toOpen, long nowMillis) {
    if (open != toOpen) {
      open = toOpen;
      gateSinceMillis = nowMillis;
    }
  }

  List<SlotView> slots() {
    return List.copyOf(slots);
  }

  /** Returns the letters that an answer to {@code status} would begin with. */
  String letters() {
    StringBuilder letters = new StringBuilder();
    slots.forEach(each -> letters.append(each.state().letter()));
    return letters.toString();
  }

  int count(WorkerState state) {
    return (int) slots.stream().filter(each -> each.state() == state).count();
  }

  int free() {
    return free;
  }

  boolean isOpen() {
    return open;
  }

  long gateSinceMillis() {
    return gateSinceMillis;
  }
}

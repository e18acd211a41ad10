package dev.tidegate.tools.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The load of the last quarter minute, a quarter second an entry. */
final class LoadHistory {
  static final int ENTRIES = 60;
  static final long ENTRY_MILLIS = 250;

  private final Deque<DemoView.Load> entries = new ArrayDeque<>();
  private long newestIndex = -1;

  void note(long millis, int busy, boolean open) {
    long index = millis / ENTRY_MILLIS;
    DemoView.Load last = entries.isEmpty() ? new DemoView.Load(0, false) : entries.getLast();
    if (index == newestIndex && !entries.isEmpty()) {
      entries.removeLast();
      entries.addLast(new DemoView.Load(Math.max(busy, last.busy()), last.closed() || !open));
      return;
    }
    // What was not looked at was as it had been left.
    for (long missed = Math.max(newestIndex + 1, index - ENTRIES); missed < index; missed++) {
      entries.addLast(last);
    }
    entries.addLast(new DemoView.Load(busy, !open));
    newestIndex = index;
    while (entries.size() > ENTRIES) {
      entries.removeFirst();
    }
  }

  List<DemoView.Load> entries() {
    return List.copyOf(entries);
  }
}

package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The listeners that have everything, grouped by what they want, so that an event costs nothing for
 * those that do not want it.
 */
final class CaughtUpListeners {
  private static final int GROUPS = 1 << MessageType.values().length;

  private final List<List<Listener>> groups = new ArrayList<>(GROUPS);

  /** The groups that are not empty. */
  private final BitSet occupied = new BitSet(GROUPS);

  CaughtUpListeners() {
    for (int bits = 0; bits < GROUPS; bits++) {
      groups.add(new ArrayList<>());
    }
  }

  void add(Listener listener) {
    List<Listener> group = groups.get(listener.interest().bits());
    listener.groupIndex = group.size();
    group.add(listener);
    occupied.set(listener.interest().bits());
  }

  void remove(Listener listener) {
    List<Listener> group = groups.get(listener.interest().bits());
    Listener last = group.removeLast();
    if (last != listener) {
      group.set(listener.groupIndex, last);
      last.groupIndex = listener.groupIndex;
    }
    listener.groupIndex = -1;
    if (group.isEmpty()) {
      occupied.clear(listener.interest().bits());
    }
  }

  /** Removes all that want the type, handing them out. */
  void removeWanting(MessageType type, Consumer<Listener> each) {
    for (int bits = occupied.nextSetBit(0); bits >= 0; bits = occupied.nextSetBit(bits + 1)) {
      if ((bits & type.bit()) != 0) {
        List<Listener> group = groups.get(bits);
        for (Listener listener : group) {
          listener.groupIndex = -1;
          each.accept(listener);
        }
        group.clear();
        occupied.clear(bits);
      }
    }
  }
}

package dev.tidegate.pool.workers;

import dev.tidegate.pool.counters.CommandClass;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Idle workers of which one may be chosen for a request.
 *
 * <p>One that has run a counted command is in the list of that class, by activation; one that has
 * run none is in the list of fresh ones, by the time it went idle.
 */
final class IdleWorkers {
  private final Map<CommandClass, NavigableSet<Slot>> byClass = new EnumMap<>(CommandClass.class);
  private final NavigableSet<Slot> fresh =
      new TreeSet<>(Comparator.comparingLong(slot -> slot.idleOrder));

  IdleWorkers() {
    for (CommandClass each : CommandClass.values()) {
      if (each.counted()) {
        byClass.put(each, new TreeSet<>(Comparator.comparingLong(Slot::activation)));
      }
    }
  }

  void add(Slot slot) {
    listOf(slot).add(slot);
  }

  void remove(Slot slot) {
    listOf(slot).remove(slot);
  }

  boolean contains(Slot slot) {
    return listOf(slot).contains(slot);
  }

  /** Moves all of them there. */
  void moveTo(IdleWorkers other) {
    other.fresh.addAll(fresh);
    fresh.clear();
    byClass.forEach(
        (commandClass, slots) -> {
          slots.forEach(other::add);
          slots.clear();
        });
  }

  /**
   * Returns the one for a command of this class: of those whose last command was of the same class
   * the one activated first; else of those that have run none the one idle longest; else the one
   * activated first.
   */
  Optional<Slot> choose(CommandClass commandClass) {
    NavigableSet<Slot> same = byClass.get(commandClass);
    if (same != null && !same.isEmpty()) {
      return Optional.of(same.first());
    }
    if (!fresh.isEmpty()) {
      return Optional.of(fresh.first());
    }
    Slot first = null;
    for (NavigableSet<Slot> each : byClass.values()) {
      if (!each.isEmpty() && (first == null || each.first().activation < first.activation)) {
        first = each.first();
      }
    }
    return Optional.ofNullable(first);
  }

  /** Returns the one that has been idle for longest; costs a look at each. */
  Optional<Slot> longestIdle() {
    Slot longest = fresh.isEmpty() ? null : fresh.first();
    for (NavigableSet<Slot> slots : byClass.values()) {
      for (Slot each : slots) {
        longest = longest == null || each.idleOrder < longest.idleOrder ? each : longest;
      }
    }
    return Optional.ofNullable(longest);
  }

  private NavigableSet<Slot> listOf(Slot slot) {
    NavigableSet<Slot> ofClass = byClass.get(slot.lastClass);
    return ofClass == null ? fresh : ofClass;
  }
}

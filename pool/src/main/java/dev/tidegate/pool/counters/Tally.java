package dev.tidegate.pool.counters;

import java.util.EnumMap;
import java.util.Map;

/** Counter for each constant of an enum. */
public final class Tally<E extends Enum<E>> {
  /** The count, which is changed in place. */
  private static final class Count {
    long count;
  }

  private final Map<E, Count> counts;

  /** Makes one in which every case of the type stands at zero. */
  public Tally(Class<E> cases) {
    counts = new EnumMap<>(cases);
    for (E each : cases.getEnumConstants()) {
      counts.put(each, new Count());
    }
  }

  void add(E which) {
    at(which).count++;
  }

  /** Returns how often it occurred. */
  public long count(E which) {
    return at(which).count;
  }

  /** Returns how often any of them occurred. */
  public long total() {
    long total = 0;
    for (Count each : counts.values()) {
      total += each.count;
    }
    return total;
  }

  private Count at(E which) {
    Count count = counts.get(which);
    if (count == null) {
      throw new IllegalStateException("nothing counts " + which);
    }
    return count;
  }
}

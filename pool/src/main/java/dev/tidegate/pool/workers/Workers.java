package dev.tidegate.pool.workers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The slots, in lists that equal their states, and the choice of a free one. */
public final class Workers {
  private final List<Slot> slots;

  /** Makes {@code size} stopped slots. */
  public Workers(int size, long nowNanos) {
    List<Slot> all = new ArrayList<>(size);
    for (int number = 0; number < size; number++) {
      all.add(new Slot(number, nowNanos));
    }
    slots = Collections.unmodifiableList(all);
  }

  /** Returns every slot, by number. */
  public List<Slot> slots() {
    return slots;
  }
}

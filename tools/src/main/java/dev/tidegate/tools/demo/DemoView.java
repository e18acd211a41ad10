package dev.tidegate.tools.demo;

import dev.tidegate.tools.demo.DemoModel.SlotView;
import java.util.List;

/** Everything that a screen shows of one instant. */
record DemoView(
    long millis,
    DemoPhase act,
    List<SlotView> slots,
    int free,
    boolean open,
    long gateSinceMillis,
    List<Load> loads,
    int sent,
    int passed,
    int turnedAway,
    int failed,
    int underWay,
    List<String> notes) {

  /** How many workers were busy at most, and whether the gate was ever closed, for a while. */
  record Load(int busy, boolean closed) {}

  String gate() {
    return MessageMeaning.free(free, slots.size());
  }
}

package dev.tidegate.pool;

import dev.tidegate.pool.workers.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last lines that each worker wrote to stderr, at most {@value #LINES} a slot, and of all
 * together no more than their bytes allow: beyond, the oldest of all are forgotten.
 */
final class StderrTails {
  /** How many lines are kept of one worker. */
  static final int LINES = 20;

  /** What a line costs besides its text. */
  private static final int LINE_BYTES = 160;

  private record Line(int slot, String text) {
    int bytes() {
      return LINE_BYTES + text.length();
    }
  }

  private final long mostBytes;

  /** By their numbers, oldest first. */
  private final Map<Long, Line> lines = new LinkedHashMap<>();

  private final List<Deque<Long>> bySlot;
  private long nextNumber;
  private long bytes;

  StderrTails(int slots, long mostBytes) {
    this.mostBytes = mostBytes;
    bySlot = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; slot++) {
      bySlot.add(new ArrayDeque<>(0));
    }
  }

  void add(Slot slot, String text) {
    Deque<Long> own = bySlot.get(slot.number());
    if (own.size() == LINES) {
      forget(own.removeFirst());
    }
    Line line = new Line(slot.number(), text);
    lines.put(nextNumber, line);
    own.addLast(nextNumber++);
    bytes += line.bytes();
    while (bytes > mostBytes) {
      long oldest = lines.keySet().iterator().next();
      bySlot.get(forget(oldest).slot()).removeFirst();
    }
  }

  /** Another worker is in the slot. */
  void clear(Slot slot) {
    Deque<Long> own = bySlot.get(slot.number());
    own.forEach(this::forget);
    own.clear();
  }

  /** Returns the last lines of the worker in the slot, or of the last one, oldest first. */
  List<String> last(Slot slot, int most) {
    Deque<Long> own = bySlot.get(slot.number());
    return own.stream().skip(Math.max(0, own.size() - most)).map(this::text).toList();
  }

  long bytes() {
    return bytes;
  }

  private String text(Long number) {
    Line line = lines.get(number);
    if (line == null) {
      throw new IllegalStateException("line " + number + " is not kept");
    }
    return line.text();
  }

  private Line forget(Long number) {
    Line line = lines.remove(number);
    if (line == null) {
      throw new IllegalStateException("line " + number + " is not kept");
    }
    bytes -= line.bytes();
    return line;
  }
}

package dev.tidegate.pool.workers;

import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * Keeps the last lines that each worker wrote to stderr in its slot: at most {@value #LINES} a
 * slot, and of all slots together at most the configured bytes; beyond them the oldest line of all
 * goes.
 */
public final class StderrTails {
  /** How many lines are kept of one worker. */
  public static final int LINES = 20;

  /** What a line costs besides its text. */
  private static final int LINE_BYTES = 160;

  /** One line; equal to itself alone, as many have the same text. */
  static final class Line {
    private final Slot slot;
    private final String text;

    Line(Slot slot, String text) {
      this.slot = slot;
      this.text = text;
    }

    String text() {
      return text;
    }

    private int bytes() {
      return LINE_BYTES + text.length();
    }
  }

  private final long mostBytes;

  /** The lines of all slots, oldest first. */
  private final SequencedSet<Line> lines = new LinkedHashSet<>();

  private long bytes;

  public StderrTails(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  public void add(Slot slot, String text) {
    Deque<Line> own = slot.stderr;
    if (own.size() == LINES) {
      forget(own.removeFirst());
    }
    Line line = new Line(slot, text);
    lines.addLast(line);
    own.addLast(line);
    bytes += line.bytes();
    while (bytes > mostBytes) {
      Line oldest = lines.getFirst();
      forget(oldest);
      oldest.slot.stderr.removeFirst();
    }
  }

  /** Forgets the lines of a slot in which another worker starts. */
  public void clear(Slot slot) {
    slot.stderr.forEach(this::forget);
    slot.stderr.clear();
  }

  /** Returns the bytes of the lines of all slots. */
  public long bytes() {
    return bytes;
  }

  private void forget(Line line) {
    lines.remove(line);
    bytes -= line.bytes();
  }
}

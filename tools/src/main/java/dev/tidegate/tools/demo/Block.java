package dev.tidegate.tools.demo;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.demo.DemoColours.Ink;
import dev.tidegate.tools.demo.DemoModel.SlotView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The block at the foot of a terminal that is drawn again and again: slots, gate, load, mail. */
final class Block {
  static final int WIDTH = 79;
  private static final int GAUGE_WIDTH = 20;
  private static final int ACTIVITY_WIDTH = 31;
  private static final long WARM_MILLIS = 2_000;
  private static final long HOT_MILLIS = 5_000;
  private static final String[] BARS = {" ", "\u2582", "\u2584", "\u2586", "\u2588"};

  private final DemoColours paint;

  Block(DemoColours paint) {
    this.paint = paint;
  }

  List<String> lines(DemoView view) {
    List<String> lines = new ArrayList<>();
    lines.add(header(view));
    for (int slot = 0; slot < view.slots().size(); slot++) {
      lines.add(slot(slot, view.slots().get(slot), view.millis()));
    }
    lines.add(paint.in(Ink.FAINT, rule(WIDTH)));
    lines.add(gate(view));
    lines.add(load(view));
    lines.add(mail(view));
    view.notes().forEach(note -> lines.add(cut(note, WIDTH)));
    return lines;
  }

  private String header(DemoView view) {
    String left = " " + view.act().place() + " ";
    String words = " " + view.act().words() + " ";
    String time = String.format(Locale.ROOT, "%7s ", DemoTally.seconds(view.millis()));
    int fill = WIDTH - 2 - left.length() - 1 - words.length() - time.length() - 2;
    return paint.in(Ink.FAINT, rule(2))
        + paint.in(Ink.FAINT, left)
        + paint.in(Ink.FAINT, rule(1))
        + paint.in(Ink.CYAN, words)
        + paint.in(Ink.FAINT, rule(Math.max(0, fill)))
        + paint.in(Ink.BOLD, time)
        + paint.in(Ink.FAINT, rule(2));
  }

  private String slot(int number, SlotView slot, long nowMillis) {
    long sinceMillis = Math.max(0, nowMillis - slot.sinceMillis());
    boolean busy = slot.state() == WorkerState.BUSY;
    String seconds = busy ? DemoTally.seconds(sinceMillis) : "";
    return " worker "
        + number
        + " "
        + badge(slot.state())
        + " "
        + (busy ? gauge(sinceMillis) : " ".repeat(GAUGE_WIDTH))
        + String.format(Locale.ROOT, " %6s  ", seconds)
        + activity(slot);
  }

  private String badge(WorkerState state) {
    return switch (state) {
      case IDLE -> paint.in(Ink.BADGE_GREEN, "  idle  ");
      case BUSY -> paint.in(Ink.BADGE_YELLOW, "  BUSY  ");
      case KILLED -> paint.in(Ink.BADGE_RED, " KILLED ");
      case STOPPED -> paint.in(Ink.FAINT, " stopped");
    };
  }

  /** Full when the busy time-out is reached. */
  private String gauge(long busyMillis) {
    long fullMillis = Timetable.BUSY_TIMEOUT_SECONDS * 1_000L;
    int cells = (int) Math.min(GAUGE_WIDTH, busyMillis * GAUGE_WIDTH / fullMillis + 1);
    Ink ink = busyMillis > HOT_MILLIS ? Ink.RED : busyMillis > WARM_MILLIS ? Ink.YELLOW : Ink.GREEN;
    return paint.in(ink, paint.glyph("\u2501", "#").repeat(cells))
        + paint.in(Ink.FAINT, paint.glyph("\u2500", "-").repeat(GAUGE_WIDTH - cells));
  }

  private String activity(SlotView slot) {
    return switch (slot.state()) {
      case BUSY -> cut(mailName(slot.mail()) + slot.tag(), ACTIVITY_WIDTH);
      case KILLED -> paint.in(Ink.RED, "told to go, not yet gone");
      case IDLE, STOPPED -> "";
    };
  }

  /** Of {@code Q07 mail/letter}, the part that names it. */
  private static String mailName(String mail) {
    int end = mail.indexOf(' ');
    return mail.isEmpty() ? "" : (end < 0 ? mail : mail.substring(0, end)) + "  ";
  }

  private String gate(DemoView view) {
    String since = DemoTally.seconds(view.millis() - view.gateSinceMillis());
    String state =
        view.open()
            ? paint.in(Ink.BADGE_GREEN, " port 25: open   ")
            : paint.in(Ink.BADGE_RED, " port 25: CLOSED ");
    return " a gate   "
        + state
        + "  "
        + paint.in(view.open() ? Ink.LOUD_GREEN : Ink.LOUD_RED, view.gate())
        + paint.in(Ink.FAINT, "  for " + since);
  }

  private String load(DemoView view) {
    StringBuilder bars = new StringBuilder(" load     ");
    for (DemoView.Load load : view.loads()) {
      int height = Math.min(load.busy(), BARS.length - 1);
      String bar = paint.glyph(BARS[height], Integer.toString(load.busy()));
      bars.append(paint.in(load.closed() ? Ink.RED : Ink.GREEN, bar));
    }
    return bars.toString();
  }

  private String mail(DemoView view) {
    return " mail     "
        + paint.in(Ink.BOLD, view.sent() + " sent")
        + "  "
        + view.passed()
        + " passed  "
        + view.underWay()
        + " under way  "
        + view.turnedAway()
        + " turned away  "
        + view.failed()
        + " given up";
  }

  private String rule(int width) {
    return paint.glyph("\u2500", "-").repeat(width);
  }

  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 2) + "..";
  }
}

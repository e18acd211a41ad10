package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.SlotPicture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Slots, a row each. */
final class SlotTable {
  private static final int WIDE = 100;
  private static final int MIDDLE = 60;

  private final Canvas canvas;
  private final Theme means;
  private final Instant moment;
  private final boolean privileged;

  /**
   * @param moment that the picture shows
   * @param queueIds whether the server tells them here
   */
  SlotTable(Canvas canvas, Theme means, Instant moment, boolean queueIds) {
    this.canvas = canvas;
    this.means = means;
    this.moment = moment;
    this.privileged = queueIds;
  }

  private boolean wide() {
    return canvas.columns() >= WIDE;
  }

  private boolean middle() {
    return canvas.columns() >= MIDDLE;
  }

  void titles(int row) {
    StringBuilder titles =
        new StringBuilder(middle() ? " SLOT   STATE      FOR   LEFT  " : " SLOT      FOR   LEFT  ");
    if (middle()) {
      titles.append("    PID CLASS    ");
    }
    if (wide()) {
      titles.append("REQUESTS MEMORY ");
      if (privileged) {
        titles.append("QUEUE ID       ");
      }
    }
    canvas.put(row, 0, titles + "WHAT", Style.FAINT);
  }

  /** Draws as many as fit, so that the selected one is among them. */
  void rows(List<SlotPicture> slots, int first, int from, int to, int selected) {
    for (int row = from; row < to && first + row - from < slots.size(); row++) {
      SlotPicture slot = slots.get(first + row - from);
      draw(slot, row, slot.number() == selected);
    }
  }

  private void draw(SlotPicture slot, int row, boolean selected) {
    Style look = look(slot);
    String mark = selected ? Character.toString(means.glyphs().mark()) : " ";
    String state = slot.drained() ? "drained" : slot.state().word().toLowerCase(Locale.ROOT);
    int column = canvas.put(row, 0, mark, Style.BOLD);
    column =
        canvas.put(
            row,
            column,
            pad(Integer.toString(slot.number()), 4) + " " + means.glyphs().of(slot.state()) + " ",
            look);
    column =
        canvas.put(row, column, middle() ? String.format(Locale.ROOT, "%-8s", state) : "", look);
    String since =
        slot.changedAt().map(at -> CompactText.of(Duration.between(at, moment))).orElse("-");
    column = canvas.put(row, column, pad(since, 6), Style.PLAIN);
    column = canvas.put(row, column, pad(left(slot), 7) + "  ", look);
    if (middle()) {
      String pid = slot.pid().isPresent() ? Long.toString(slot.pid().getAsLong()) : "";
      String kind = slot.kind().map(RequestClass::word).orElse("");
      column = canvas.put(row, column, pad(pid, 7) + " ", Style.FAINT);
      column = canvas.put(row, column, String.format(Locale.ROOT, "%-8s ", kind), Style.PLAIN);
    }
    if (wide()) {
      String memory = slot.memoryKib().isPresent() ? CompactText.kib(slot.memoryKib()) : "";
      String requests = slot.requests().isPresent() ? CompactText.number(slot.requests()) : "";
      column = canvas.put(row, column, pad(requests, 8) + " " + pad(memory, 6) + " ", Style.FAINT);
      if (privileged) {
        String queueId = cut(slot.queueId().orElse(""), 14);
        column = canvas.put(row, column, String.format(Locale.ROOT, "%-14s ", queueId), Style.BOLD);
      }
    }
    what(slot, row, column);
  }

  private void what(SlotPicture slot, int row, int from) {
    int column = from;
    if (slot.incident().isPresent()) {
      column =
          canvas.put(row, column, "incident " + slot.incident().getAsLong() + "  ", Style.ALARM);
    }
    column = canvas.put(row, column, slot.tag().or(slot::command).orElse(""), Style.PLAIN);
    boolean isBusy = slot.state() == WorkerState.BUSY;
    if (isBusy && wide() && !slot.stderr().isEmpty()) {
      canvas.put(row, column + 2, slot.stderr().getLast(), Style.FAINT);
    }
  }

  private String left(SlotPicture slot) {
    return slot.state() != WorkerState.BUSY
        ? ""
        : slot.timeoutAt().map(at -> CompactText.of(Duration.between(moment, at))).orElse("-");
  }

  /** Returns how a slot looks: from half of its time on it is a warning. */
  Style look(SlotPicture slot) {
    return switch (slot.state()) {
      case STOPPED -> Style.FAINT;
      case IDLE -> slot.drained() ? Style.WARNING : Style.GOOD;
      case KILLED -> Style.ALARM;
      case BUSY -> {
        double used = used(slot);
        yield used >= 0.9 ? Style.ALARM : used >= 0.5 ? Style.WARNING : Style.BUSY;
      }
    };
  }

  /** Returns which part of its time a busy worker has used; 0 if that is not known. */
  private double used(SlotPicture slot) {
    if (slot.changedAt().isEmpty() || slot.timeoutAt().isEmpty()) {
      return 0;
    }
    double allowed = Duration.between(slot.changedAt().get(), slot.timeoutAt().get()).toMillis();
    return allowed <= 0 ? 1 : Duration.between(slot.changedAt().get(), moment).toMillis() / allowed;
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}

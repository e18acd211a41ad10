package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.FigureHistory;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.Figures.ClassFigures;
import dev.tidegate.tools.view.FilterState;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.SlotPicture;
import dev.tidegate.tools.view.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The figures of a pool, above its slots. */
final class FigureRows {
  private static final int SPARK_COLUMN = 29;
  private static final int MAP_LABEL = 6;

  private final Canvas canvas;
  private final PoolPicture picture;
  private final Theme means;
  private final Instant moment;

  FigureRows(Canvas canvas, PoolPicture picture, Theme means, Instant moment) {
    this.canvas = canvas;
    this.picture = picture;
    this.means = means;
    this.moment = moment;
  }

  /** How many slots are in which state. */
  void counts(int row) {
    Figures.Counts counts = picture.figures().counts();
    int column = figure(row, 1, counts.busy(), "busy", Style.BUSY);
    column = figure(row, column, counts.idle(), "idle", Style.GOOD);
    column = figure(row, column, counts.stopped(), "stopped", Style.PLAIN);
    if (counts.killed().orElse(0) > 0) {
      column = figure(row, column, counts.killed(), "killed", Style.ALARM);
    }
    if (counts.drained().orElse(0) > 0) {
      column = figure(row, column, counts.drained(), "drained", Style.WARNING);
    }
    column =
        canvas.put(
            row, column, "of " + CompactText.number(picture.figures().maxWorkers()), Style.PLAIN);
    bar(row, column + 2);
  }

  private void bar(int row, int from) {
    int width = Math.min(canvas.columns() - from - 1, 60);
    int most = picture.figures().maxWorkers().orElse(0);
    if (width < 10 || most == 0) {
      return;
    }
    Figures.Counts counts = picture.figures().counts();
    int busy = cells(counts.busy(), most, width);
    int idle = Math.min(cells(counts.idle(), most, width), width - busy);
    for (int at = 0; at < width; at++) {
      boolean isBusy = at < busy;
      boolean isIdle = !isBusy && at < busy + idle;
      char character =
          means
              .glyphs()
              .of(isBusy ? WorkerState.BUSY : isIdle ? WorkerState.IDLE : WorkerState.STOPPED);
      canvas.put(
          row, from + at, character, isBusy ? Style.BUSY : isIdle ? Style.GOOD : Style.FAINT);
    }
  }

  private static int cells(OptionalInt count, int most, int width) {
    long cells = Math.ceilDiv((long) count.orElse(0) * width, Math.max(1, most));
    return (int) Math.min(width, cells);
  }

  private int figure(int row, int column, OptionalInt number, String word, Style look) {
    int end =
        canvas.put(
            row, column, CompactText.number(number), look == Style.PLAIN ? Style.BOLD : look);
    return canvas.put(row, end, " " + word, Style.PLAIN) + 2;
  }

  /** What can be taken, and what waits. */
  void capacity(int row) {
    Figures figures = picture.figures();
    OptionalInt free = figures.counts().free();
    boolean none = free.isPresent() && free.getAsInt() == 0;
    int column = figure(row, 1, free, "free", none ? Style.ALARM : Style.PLAIN);
    OptionalInt serviceable = figures.counts().serviceable();
    if (serviceable.isPresent()) {
      boolean noService = serviceable.getAsInt() == 0;
      column =
          figure(row, column, serviceable, "can be taken", noService ? Style.ALARM : Style.PLAIN);
    }
    OptionalInt queued = figures.queue().length();
    Style look = queued.orElse(0) > 0 ? Style.WARNING : Style.PLAIN;
    column = figure(row, column, queued, "queued", look) - 2;
    if (figures.queue().limit().isPresent()) {
      column = canvas.put(row, column, " of " + figures.queue().limit().getAsInt(), Style.PLAIN);
    }
    if (figures.queue().oldestMillis().isPresent()) {
      String oldest = CompactText.ofMillis(figures.queue().oldestMillis().getAsLong());
      column = canvas.put(row, column, " for " + oldest, Style.WARNING);
    }
    canvas.put(row, column + 2, full(), none ? Style.ALARM : Style.PLAIN);
  }

  private String full() {
    Figures.Saturation saturation = picture.figures().saturation();
    if (saturation.noneFreeSince().isPresent()) {
      Duration span = Duration.between(saturation.noneFreeSince().get(), moment);
      return "NONE FREE for " + CompactText.of(span);
    }
    OptionalLong all = saturation.noneFreeMillis();
    if (all.isEmpty()) {
      return "";
    }
    String watched = saturation.observed() ? " while watched" : " in all";
    return "none free " + CompactText.ofMillis(all.getAsLong()) + watched;
  }

  /** Returns what is out of the ordinary; empty if nothing is. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Map<String, Long> backoff = picture.stats().map(Stats::backoff).orElse(Map.of());
    if (Stats.number(backoff, "holding").orElse(0) > 0) {
      warnings.add(
          "starts are held back until a trial worker is ready: "
              + Stats.number(backoff, "failures").orElse(0)
              + " in a row failed; see their stderr");
    }
    FilterState filter = picture.stats().map(Stats::filter).orElse(FilterState.UNKNOWN);
    filter.failedReread().ifPresent(warnings::add);
    filter.failedWarmParent().ifPresent(warnings::add);
    Map<String, Long> pool = picture.stats().map(Stats::pool).orElse(Map.of());
    if (Stats.number(pool, "terminating").orElse(0) > 0) {
      warnings.add("the multiplexor is ending");
    }
    return warnings;
  }

  /** Returns the classes that are worth a row: those that there were any of, scans at least. */
  List<RequestClass> classes() {
    List<RequestClass> classes = new ArrayList<>();
    for (RequestClass each : RequestClass.values()) {
      ClassFigures figures = picture.figures().classes().get(each);
      boolean any =
          figures != null
              && (figures.total().orElse(0) > 0 || figures.ratePerSecond().orElse(0) > 0);
      if (any || each == RequestClass.SCAN) {
        classes.add(each);
      }
    }
    return classes;
  }

  void classTitles(int row) {
    canvas.put(row, 1, "CLASS       REQ/S       MS", Style.FAINT);
    if (canvas.columns() > SPARK_COLUMN + 12) {
      canvas.put(row, SPARK_COLUMN, "LAST 10 MIN", Style.FAINT);
    }
  }

  void requests(int row, RequestClass kind) {
    ClassFigures figures = picture.figures().classes().get(kind);
    String rate = figures == null ? "-" : CompactText.number(figures.ratePerSecond());
    String millis = figures == null ? "-" : CompactText.number(figures.meanMillis());
    canvas.put(row, 1, kind.word(), Style.PLAIN);
    canvas.put(row, 12, String.format(Locale.ROOT, "%6s", rate), Style.BOLD);
    canvas.put(row, 20, String.format(Locale.ROOT, "%7s", millis), Style.BOLD);
    spark(row, sample -> rateOf(sample, kind), "/s", Style.GOOD);
  }

  private static OptionalDouble rateOf(FigureHistory.Sample sample, RequestClass kind) {
    ClassFigures figures = sample.classes().get(kind);
    return figures == null ? OptionalDouble.empty() : figures.ratePerSecond();
  }

  void busyHistory(int row) {
    canvas.put(row, 1, "busy", Style.PLAIN);
    String busy = CompactText.number(picture.figures().counts().busy());
    canvas.put(row, 12, String.format(Locale.ROOT, "%6s", busy), Style.BOLD);
    spark(
        row,
        sample ->
            sample.busy().isPresent()
                ? OptionalDouble.of(sample.busy().getAsInt())
                : OptionalDouble.empty(),
        "",
        Style.BUSY);
  }

  private void spark(
      int row,
      java.util.function.Function<FigureHistory.Sample, OptionalDouble> value,
      String unit,
      Style look) {
    int cells = Math.min(canvas.columns() - SPARK_COLUMN - 12, 120);
    if (cells < 8) {
      return;
    }
    Sparkline line = Sparkline.of(picture.history().samples(), value, picture.at(), cells);
    double highest = line.highest();
    line.draw(canvas, row, SPARK_COLUMN, highest, means.glyphs(), look);
    if (highest > 0) {
      String label = "max " + CompactText.number(OptionalDouble.of(highest)) + unit;
      canvas.put(row, SPARK_COLUMN + cells + 1, label, Style.FAINT);
    }
  }

  /** Returns how many rows a map with a sign a slot takes. */
  int mapRows() {
    return Math.ceilDiv(picture.slots().size(), slotsARow());
  }

  private int slotsARow() {
    return Math.max(1, (canvas.columns() - MAP_LABEL - 1) / 11) * 10;
  }

  void map(int from, int rows, SlotTable table) {
    int slotsARow = slotsARow();
    for (int at = 0; at < Math.min(picture.slots().size(), rows * slotsARow); at++) {
      SlotPicture slot = picture.slots().get(at);
      int place = at % slotsARow;
      int row = from + at / slotsARow;
      if (place == 0) {
        canvas.put(row, 0, String.format(Locale.ROOT, "%5d", slot.number()), Style.FAINT);
      }
      canvas.put(
          row, MAP_LABEL + place + place / 10, means.glyphs().of(slot.state()), table.look(slot));
    }
  }
}

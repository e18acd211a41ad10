package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.Picture;
import dev.tidegate.tools.view.RequestClass;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Several multiplexors, a row each. */
final class HostsPage {
  private static final int NAME = 16;

  private final Canvas canvas;
  private final Scene scene;
  private final Means means;

  HostsPage(Canvas canvas, Scene scene, Means means) {
    this.canvas = canvas;
    this.scene = scene;
    this.means = means;
  }

  void draw() {
    canvas.paint(0, Look.BAR);
    canvas.put(0, 1, scene.pictures().size() + " multiplexors", Look.BAR);
    String paused = scene.viewing().paused() ? "PAUSED  " : "";
    canvas.putRight(0, paused + Spans.clock(scene.now(), means.zone()) + " ", Look.BAR);
    canvas.put(1, 1, titles(), Look.FAINT);
    List<Picture> pictures = scene.pictures();
    int room = canvas.rows() - 3;
    int first = Math.max(0, scene.viewing().host() - room + 1);
    for (int at = first; at < pictures.size() && at - first < room; at++) {
      row(2 + at - first, pictures.get(at), at == scene.viewing().host());
    }
  }

  private static String titles() {
    return String.format(
        Locale.ROOT,
        "%-" + NAME + "s %5s %5s %5s %6s %6s  %s",
        "HOST",
        "FREE",
        "BUSY",
        "OF",
        "QUEUE",
        "SCAN/S",
        "");
  }

  private void row(int row, Picture picture, boolean chosen) {
    canvas.put(row, 0, chosen ? means.glyphs().mark() : ' ', Look.BOLD);
    String name =
        String.format(Locale.ROOT, "%-" + NAME + "s ", SlotTable.cut(picture.name(), NAME));
    int column = canvas.put(row, 1, name, chosen ? Look.BOLD : Look.PLAIN);
    if (!(picture.link() instanceof Link.Live)) {
      canvas.put(row, column, Frame.state(scene, picture, means), Look.ALARM);
      return;
    }
    Figures figures = picture.figures();
    boolean none = figures.counts().free().isPresent() && figures.counts().free().getAsInt() == 0;
    Figures.ClassFigures scans = figures.classes().get(RequestClass.SCAN);
    String free = String.format(Locale.ROOT, "%5s", Spans.number(figures.counts().free()));
    column = canvas.put(row, column, free, none ? Look.ALARM : Look.GOOD);
    String text =
        String.format(
            Locale.ROOT,
            " %5s %5s %6s %6s  ",
            Spans.number(figures.counts().busy()),
            Spans.number(figures.maxWorkers()),
            Spans.number(figures.queue().length()),
            scans == null ? "-" : Spans.number(scans.ratePerSecond()));
    column = canvas.put(row, column, text, Look.PLAIN);
    Optional<HeardMessage> last =
        picture.notable().isEmpty() ? Optional.empty() : Optional.of(picture.notable().getLast());
    if (last.isPresent()) {
      String when = Spans.clock(last.get().at(), means.zone()) + " ";
      canvas.put(row, column, when + last.get().text(), Look.FAINT);
    }
  }
}

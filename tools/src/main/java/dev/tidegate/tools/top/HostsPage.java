package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Several multiplexors, a row each. */
final class HostsPage {
  private static final int NAME = 16;

  private final Canvas canvas;
  private final View scene;
  private final Theme means;

  HostsPage(Canvas canvas, View scene, Theme means) {
    this.canvas = canvas;
    this.scene = scene;
    this.means = means;
  }

  void draw() {
    canvas.paint(0, Style.BAR);
    canvas.put(0, 1, scene.pictures().size() + " multiplexors", Style.BAR);
    String paused = scene.viewing().paused() ? "PAUSED  " : "";
    canvas.putRight(0, paused + CompactText.clock(scene.now(), means.zone()) + " ", Style.BAR);
    canvas.put(1, 1, titles(), Style.FAINT);
    List<PoolPicture> pictures = scene.pictures();
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

  private void row(int row, PoolPicture picture, boolean chosen) {
    canvas.put(row, 0, chosen ? means.glyphs().mark() : ' ', Style.BOLD);
    String name =
        String.format(Locale.ROOT, "%-" + NAME + "s ", SlotTable.cut(picture.name(), NAME));
    int column = canvas.put(row, 1, name, chosen ? Style.BOLD : Style.PLAIN);
    if (!(picture.link() instanceof Link.Live)) {
      canvas.put(row, column, HeaderRows.state(scene, picture, means), Style.ALARM);
      return;
    }
    Figures figures = picture.figures();
    boolean none = figures.counts().free().isPresent() && figures.counts().free().getAsInt() == 0;
    Figures.ClassFigures scans = figures.classes().get(RequestClass.SCAN);
    String free = String.format(Locale.ROOT, "%5s", CompactText.number(figures.counts().free()));
    column = canvas.put(row, column, free, none ? Style.ALARM : Style.GOOD);
    String text =
        String.format(
            Locale.ROOT,
            " %5s %5s %6s %6s  ",
            CompactText.number(figures.counts().busy()),
            CompactText.number(figures.maxWorkers()),
            CompactText.number(figures.queue().length()),
            scans == null ? "-" : CompactText.number(scans.ratePerSecond()));
    column = canvas.put(row, column, text, Style.PLAIN);
    Optional<HeardMessage> last =
        picture.notable().isEmpty() ? Optional.empty() : Optional.of(picture.notable().getLast());
    if (last.isPresent()) {
      String when = CompactText.clock(last.get().at(), means.zone()) + " ";
      canvas.put(row, column, when + last.get().text(), Style.FAINT);
    }
  }
}

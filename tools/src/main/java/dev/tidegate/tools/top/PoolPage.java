package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.util.List;

/** One pool: its figures, its slots, and what was heard of it. */
final class PoolPage {
  private static final int TALL = 40;
  private static final int USUAL = 20;
  private static final int MOST_MAP_ROWS = 6;
  private static final int BROAD = 140;
  private static final int SIDE_ROWS = 12;

  private final Canvas canvas;
  private final View scene;
  private final Theme means;
  private final PoolPicture picture;
  private final FigureRows figures;
  private final FootRows foot;

  PoolPage(Canvas canvas, View scene, Theme means) {
    this.canvas = canvas;
    this.scene = scene;
    this.means = means;
    picture = scene.picture();
    figures = new FigureRows(canvas, picture, means, scene.momentOf(picture));
    foot = new FootRows(canvas, picture, means);
  }

  void draw() {
    HeaderRows.head(canvas, scene, means);
    int row = 1;
    figures.counts(row++);
    figures.capacity(row++);
    row = trouble(row);
    if (canvas.rows() >= USUAL) {
      row = history(row);
    }
    int end = footer();
    SlotTable table = new SlotTable(canvas, means, scene.momentOf(picture), tellsQueueIds());
    if (canvas.rows() >= TALL) {
      int rows = Math.min(figures.mapRows(), MOST_MAP_ROWS);
      figures.map(row + 1, rows, table);
      row += rows + 2;
    }
    slots(table, row, end);
  }

  private boolean tellsQueueIds() {
    return picture.server().map(ServerInfo::privileged).orElse(false)
        || picture.slots().stream().anyMatch(slot -> slot.queueId().isPresent());
  }

  private int trouble(int from) {
    int row = from;
    if (picture.link() instanceof Link.Lost(String why, var _)) {
      canvas.put(row++, 1, why, Style.ALARM);
    }
    for (String each : figures.warnings()) {
      canvas.put(row++, 1, each, Style.ALARM);
    }
    return row;
  }

  private int history(int from) {
    int row = from;
    figures.classTitles(row++);
    List<RequestClass> classes = figures.classes();
    int most = canvas.rows() >= TALL ? classes.size() : 2;
    for (RequestClass each : classes.subList(0, Math.min(most, classes.size()))) {
      figures.requests(row++, each);
    }
    figures.busyHistory(row++);
    return row;
  }

  /** Draws what stands below the slots; returns the row at which it begins. */
  private int footer() {
    int end = canvas.rows() - 1;
    if (canvas.rows() < 14) {
      return end;
    }
    if (canvas.rows() >= TALL && canvas.columns() >= BROAD && picture.stats().isPresent()) {
      return sideBySide(end);
    }
    if (canvas.rows() >= TALL && picture.stats().isPresent()) {
      int listeners = Math.clamp(picture.listeners().size(), 1, 5) + 2;
      foot.listeners(end - listeners, end);
      end -= listeners;
      int incidents = Math.clamp(picture.incidents().size(), 1, 5) + 1;
      foot.incidents(end - incidents, end);
      end -= incidents;
    } else {
      foot.summary(--end);
    }
    int messages = canvas.rows() >= TALL ? 11 : canvas.rows() >= USUAL ? 4 : 3;
    foot.messages(end - messages, end, scene.viewing().allMessages());
    return end - messages;
  }

  /** Notifications at the left; incidents and listeners at the right. */
  private int sideBySide(int end) {
    int half = canvas.columns() / 2;
    Canvas left = new Canvas(SIDE_ROWS, half - 1);
    Canvas right = new Canvas(SIDE_ROWS, canvas.columns() - half);
    new FootRows(left, picture, means).messages(0, SIDE_ROWS, scene.viewing().allMessages());
    FootRows others = new FootRows(right, picture, means);
    others.incidents(0, SIDE_ROWS / 2);
    others.listeners(SIDE_ROWS / 2, SIDE_ROWS);
    canvas.put(end - SIDE_ROWS, 0, left);
    canvas.put(end - SIDE_ROWS, half, right);
    return end - SIDE_ROWS;
  }

  private void slots(SlotTable table, int from, int end) {
    List<SlotPicture> slots = scene.viewing().slots(picture);
    int room = Math.max(0, end - from - 2);
    int selected = scene.viewing().selectedSlot(picture).map(SlotPicture::number).orElse(-1);
    int first = first(slots, selected, room);
    HeaderRows.heading(canvas, from, title(), range(slots, first, room), means);
    if (from + 1 < end) {
      table.titles(from + 1);
    }
    table.rows(slots, first, from + 2, end, selected);
    if (slots.isEmpty() && room > 0) {
      canvas.put(from + 2, 1, nothing(), Style.FAINT);
    }
  }

  /** Returns the first of those that are seen: the selected one is among them. */
  private static int first(List<SlotPicture> slots, int selected, int room) {
    for (int at = 0; at < slots.size(); at++) {
      if (slots.get(at).number() == selected) {
        return at < room ? 0 : at - room + 1;
      }
    }
    return 0;
  }

  private String title() {
    Viewing viewing = scene.viewing();
    boolean all = viewing.filter() == Viewing.Filter.ALL;
    String title = "slots" + (all ? "" : ": " + viewing.filter().word());
    if (!viewing.search().isEmpty()) {
      title += " with '" + viewing.search() + "'";
    }
    return canvas.columns() < 60 ? title : title + ", " + viewing.order().words();
  }

  private String range(List<SlotPicture> slots, int first, int room) {
    int last = Math.min(slots.size(), first + room);
    String of = slots.size() == picture.slots().size() ? "" : " of " + picture.slots().size();
    return slots.isEmpty() ? "none" + of : first + 1 + "-" + last + " of " + slots.size();
  }

  private String nothing() {
    return picture.slots().isEmpty() ? "nothing is known of any slot yet" : "no slot is like that";
  }
}

package dev.tidegate.tools.top;

/** Draws a screen: a pure function of what there is to see, of its size, and of the means. */
final class Drawing {
  static final int LEAST_ROWS = 8;
  static final int LEAST_COLUMNS = 36;

  private Drawing() {}

  static Canvas draw(View scene, int rows, int columns, Theme means) {
    Canvas canvas = new Canvas(rows, columns);
    if (canvas.rows() < LEAST_ROWS || canvas.columns() < LEAST_COLUMNS) {
      tooSmall(canvas, scene);
      return canvas;
    }
    switch (scene.viewing().page()) {
      case HOSTS -> new HostsPage(canvas, scene, means).draw();
      case POOL -> new PoolPage(canvas, scene, means).draw();
      case SLOT -> new SlotPage(canvas, scene, means).draw();
      case INCIDENTS, INCIDENT -> new IncidentPage(canvas, scene, means).draw();
      case HELP -> HelpPage.draw(canvas);
    }
    boolean ofOne = scene.viewing().page() != Viewing.Page.HOSTS;
    if (ofOne && !scene.picture().link().isLive()) {
      for (int row = 1; row < canvas.rows() - 1; row++) {
        canvas.fade(row);
      }
    }
    HeaderRows.foot(canvas, scene);
    return canvas;
  }

  private static void tooSmall(Canvas canvas, View scene) {
    var counts = scene.picture().figures().counts();
    String free =
        scene.picture().link().isLive() ? "free " + CompactText.number(counts.free()) : "unknown";
    canvas.put(0, 0, free + " busy " + CompactText.number(counts.busy()), Style.BOLD);
    canvas.put(
        1,
        0,
        "too small: "
            + canvas.columns()
            + "x"
            + canvas.rows()
            + ", "
            + LEAST_COLUMNS
            + "x"
            + LEAST_ROWS
            + " is needed",
        Style.PLAIN);
  }
}

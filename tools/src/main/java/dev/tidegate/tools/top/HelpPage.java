package dev.tidegate.tools.top;

import java.util.List;

/** What the keys do. */
final class HelpPage {
  private static final List<String> LINES =
      List.of(
          "up, down, PgUp, PgDn, Home, End   choose a slot",
          "Enter   look at it: command, stderr, incident",
          "Esc     back",
          "s       sort: time-out, since, number, tag, memory",
          "f       filter: all, busy, running, drained",
          "/       search in tags, queue ids, commands; empty: all",
          "p       pause: the picture stands still",
          "m       all notifications, or only those worth a line",
          "i       incidents: what was found of workers in trouble",
          "d r     drain the chosen slot; resume it",
          "k       kill the worker in it (SIGTERM, then SIGKILL)",
          "R       have the filter read again",
          "^L ^Z   draw anew; rest until fg",
          "q       quit",
          "",
          "LEFT is the time until a busy worker is killed. \"can take\"",
          "is how many requests can be taken now; \"none free\" for how",
          "long no worker was free since the start.");

  private HelpPage() {}

  static void draw(Canvas canvas) {
    canvas.paint(0, Style.BAR);
    canvas.put(0, 1, "tidegate top: keys", Style.BAR);
    for (int line = 0; line < LINES.size() && line + 2 < canvas.rows(); line++) {
      canvas.put(line + 1, 1, LINES.get(line), Style.PLAIN);
    }
  }
}

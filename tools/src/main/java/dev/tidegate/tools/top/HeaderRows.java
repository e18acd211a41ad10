package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import java.time.Duration;

/** The first and the last row of a screen, and the headings between. */
final class HeaderRows {
  private HeaderRows() {}

  /** Draws the name of the multiplexor, and how far it can be believed. */
  static void head(Canvas canvas, View scene, Theme means) {
    PoolPicture picture = scene.picture();
    boolean doubtful =
        switch (picture.link()) {
          case Link.Live _ -> false;
          case Link.Connecting _, Link.Silent _, Link.Lost _ -> true;
        };
    Style look = doubtful ? Style.ALARM : Style.BAR;
    canvas.paint(0, look);
    int column = canvas.put(0, 1, picture.name(), look);
    if (!doubtful) {
      column = canvas.put(0, column + 2, server(picture), look);
      if (canvas.columns() >= 70) {
        canvas.put(0, column + 2, uptime(scene, picture), look);
      }
    }
    String state = state(scene, picture, means);
    canvas.putRight(0, "  " + state + " ", look);
  }

  private static String server(PoolPicture picture) {
    if (picture.server().isEmpty()) {
      return "";
    }
    ServerInfo server = picture.server().get();
    String version = server.version().map(text -> " " + text).orElse("");
    return switch (server.kind()) {
      case TIDEGATE -> "Tidegate" + version;
      case REFERENCE -> "MIMEDefang" + version;
    };
  }

  private static String uptime(View scene, PoolPicture picture) {
    return picture
        .server()
        .flatMap(ServerInfo::startedAt)
        .map(started -> "up " + CompactText.of(Duration.between(started, scene.now())))
        .orElse("");
  }

  /** Returns how far the picture can be believed, in words. */
  static String state(View scene, PoolPicture picture, Theme means) {
    String asOf =
        picture.asOf().map(at -> ", as of " + CompactText.clock(at, means.zone())).orElse("");
    return switch (picture.link()) {
      case Link.Live _ ->
          (scene.viewing().paused() ? "PAUSED at " : "")
              + CompactText.clock(
                  scene.viewing().paused() ? picture.at() : scene.now(), means.zone());
      case Link.Connecting _ -> "connecting ...";
      case Link.Silent _ -> "NO SIGN OF LIFE" + asOf;
      case Link.Lost _ -> "CONNECTION LOST" + asOf;
    };
  }

  /** Draws a heading across the screen. */
  static void heading(Canvas canvas, int row, String left, String right, Theme means) {
    heading(canvas, row, 0, canvas.columns(), left, right, means);
  }

  static void heading(
      Canvas canvas, int row, int from, int to, String left, String right, Theme means) {
    for (int column = from; column < to; column++) {
      canvas.put(row, column, means.glyphs().line(), Style.FAINT);
    }
    int end = canvas.put(row, from + 1, " " + left + " ", Style.HEADING);
    int start = to - right.length() - 3;
    if (!right.isEmpty() && start > end) {
      canvas.put(row, start, " " + right + " ", Style.FAINT);
    }
  }

  /** Draws what the operator can do, or is asked. */
  static void foot(Canvas canvas, View scene) {
    int row = canvas.rows() - 1;
    canvas.paint(row, Style.PLAIN);
    switch (scene.viewing().prompt()) {
      case Viewing.Prompt.Confirm(var deed) -> {
        String answers = canvas.columns() < 76 ? "? y/n" : "?  y: yes   any other key: no";
        int room = canvas.columns() - answers.length() - 1;
        canvas.put(row, 0, " " + SlotTable.cut(deed.question(), room) + answers, Style.ALARM);
      }
      case Viewing.Prompt.Search(String text) ->
          canvas.put(row, 0, " search: " + text + "_   Enter: take it   Esc: leave it", Style.BOLD);
      case Viewing.Prompt.None() -> {
        if (scene.viewing().note().isEmpty()) {
          canvas.put(row, 1, keys(scene.viewing().page(), canvas.columns()), Style.FAINT);
        } else {
          canvas.put(row, 1, scene.viewing().note(), Style.BOLD);
        }
      }
    }
  }

  private static String keys(Viewing.Page page, int columns) {
    boolean wide = columns >= 78;
    return switch (page) {
      case HOSTS -> "Enter open  p pause  ? help  q quit";
      case POOL ->
          wide
              ? "Enter look  s sort  f filter  / search  p pause  i incidents  d k R  ? help  q"
              : "Enter look  s sort  ? help  q quit";
      case SLOT -> wide ? "Esc back  d drain  r resume  k kill  q quit" : "Esc back  d r k  q quit";
      case INCIDENTS -> "Enter open  Esc back  q quit";
      case INCIDENT, HELP -> "Esc back  q quit";
    };
  }
}

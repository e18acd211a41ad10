package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.PoolWatch;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** One picture, printed as text. */
final class Once {
  private static final long PATIENCE_MILLIS = 6_000;
  private static final long LOOK_MILLIS = 50;
  private static final int ROWS_BESIDE_SLOTS = 45;

  private Once() {}

  /** Prints a picture of each; returns false if one of them could not be reached. */
  static boolean print(List<PoolWatch> watches, PrintStream out, int columns, Theme means)
      throws InterruptedException {
    long untilNanos = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!watches.stream().allMatch(Once::isWhole) && System.nanoTime() - untilNanos < 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    List<PoolPicture> pictures = watches.stream().map(PoolWatch::picture).toList();
    for (int host = 0; host < pictures.size(); host++) {
      int rows = pictures.get(host).slots().size() + ROWS_BESIDE_SLOTS;
      Viewing viewing = Viewing.first(false).host(host).note(" ");
      View scene = new View(pictures, viewing, Instant.now());
      print(Drawing.draw(scene, rows, columns, means), out);
    }
    out.flush();
    return pictures.stream().allMatch(picture -> picture.link().isLive());
  }

  /** Rates need two looks. */
  private static boolean isWhole(PoolWatch watch) {
    PoolPicture picture = watch.picture();
    boolean rates =
        picture.figures().classes().values().stream()
            .map(Figures.ClassFigures::ratePerSecond)
            .anyMatch(rate -> rate.isPresent());
    return picture.link().isLive()
        && !picture.slots().isEmpty()
        && (rates || !watch.takesCommands());
  }

  private static void print(Canvas canvas, PrintStream out) {
    boolean blank = false;
    for (int row = 0; row < canvas.rows(); row++) {
      String text = canvas.text(row);
      if (!text.isEmpty() || !blank) {
        out.println(text);
      }
      blank = text.isEmpty();
    }
  }
}

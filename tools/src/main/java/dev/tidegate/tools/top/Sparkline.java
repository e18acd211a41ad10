package dev.tidegate.tools.top;

import dev.tidegate.tools.view.FigureHistory;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The last ten minutes in a few cells, the present at the right. Each cell stands for the same
 * seconds until it leaves at the left: so a slow line has one cell to send, and seldom a new row.
 */
final class Sparkline {
  private final double[] values;

  private Sparkline(double[] values) {
    this.values = values;
  }

  /**
   * Returns the highest value of each cell's time.
   *
   * @param value what is shown of a sample; empty if it is not known
   */
  static Sparkline of(
      List<FigureHistory.Sample> samples,
      Function<FigureHistory.Sample, OptionalDouble> value,
      Instant now,
      int cells) {
    double[] values = new double[Math.max(0, cells)];
    if (cells > 0) {
      long secondsACell = Math.max(1, Math.ceilDiv(FigureHistory.MAX_SAMPLES, cells));
      long last = now.getEpochSecond() / secondsACell;
      for (FigureHistory.Sample each : samples) {
        long cell = cells - 1 - (last - each.at().getEpochSecond() / secondsACell);
        OptionalDouble known = value.apply(each);
        if (cell >= 0 && cell < cells && known.isPresent()) {
          values[(int) cell] = Math.max(values[(int) cell], known.getAsDouble());
        }
      }
    }
    return new Sparkline(values);
  }

  double highest() {
    double highest = 0;
    for (double each : values) {
      highest = Math.max(highest, each);
    }
    return highest;
  }

  void draw(Canvas canvas, int row, int column, double most, Glyphs glyphs, Style look) {
    for (int at = 0; at < values.length; at++) {
      canvas.put(row, column + at, glyphs.step(values[at], most), look);
    }
  }
}

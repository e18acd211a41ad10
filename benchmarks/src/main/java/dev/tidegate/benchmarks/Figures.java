package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import java.util.function.ToDoubleFunction;

/** Numbers as they stand in the document. */
final class Figures {
  private static final String NONE = "–";

  private Figures() {}

  static String whole(double value) {
    return Double.isNaN(value) ? NONE : "%.0f".formatted(value);
  }

  static String one(double value) {
    return Double.isNaN(value) ? NONE : "%.1f".formatted(value);
  }

  static String two(double value) {
    return Double.isNaN(value) ? NONE : "%.2f".formatted(value);
  }

  static String bold(double ratio) {
    return Double.isNaN(ratio) ? NONE : "**%.2f**".formatted(ratio);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? NONE : "%.0f %%".formatted(100 * share);
  }

  /** Ours / reference, as shown: so that what is judged is what is read. */
  static double ratio(double ours, double reference) {
    double ratio = ours / reference;
    return Double.isNaN(ratio) || Double.isInfinite(ratio)
        ? Double.NaN
        : Math.round(ratio * 100) / 100.0;
  }

  /** The ratio of the medians of one cell of the grid; NaN unless both were measured. */
  static double ratio(
      Measurements measurements,
      int workers,
      int clients,
      int listeners,
      ToDoubleFunction<CellSample> figure) {
    return ratio(
        median(measurements, Program.OURS, workers, clients, listeners, figure),
        median(measurements, Program.REFERENCE, workers, clients, listeners, figure));
  }

  static double median(
      Measurements measurements,
      Program program,
      int workers,
      int clients,
      int listeners,
      ToDoubleFunction<CellSample> figure) {
    return measurements.cells().median(new CellKey(program, workers, clients, listeners), figure);
  }
}

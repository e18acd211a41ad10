package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** All that was measured: the runs of each cell and of each start, and their medians. */
final class Measurements {
  private final Map<CellKey, List<CellSample>> cells = new HashMap<>();
  private final Map<StartKey, List<StartSample>> starts = new HashMap<>();

  /** One figure of the table: a program under one load. */
  record CellKey(Program program, int workers, int clients, int listeners) {}

  /** One run of a cell; shares are of one core. */
  record CellSample(
      double requestsPerSecond,
      double medianMicros,
      double p99Micros,
      double p999Micros,
      double cpuSecondsPer100k,
      double multiplexorShare,
      double loadShare,
      long refused,
      long wrong,
      long messagesOwed,
      long messagesArrived) {}

  /** One start of a program. */
  record StartKey(Program program, int workers, int listeners) {}

  /** What one start showed, its memory after all of its cells. */
  record StartSample(double startUpMillis, double residentKib, double residentPeakKib) {}

  void add(CellKey key, CellSample sample) {
    cells.computeIfAbsent(key, absent -> new ArrayList<>()).add(sample);
  }

  void add(StartKey key, StartSample sample) {
    starts.computeIfAbsent(key, absent -> new ArrayList<>()).add(sample);
  }

  double median(CellKey key, ToDoubleFunction<CellSample> figure) {
    return median(cells.getOrDefault(key, List.of()).stream().mapToDouble(figure).toArray());
  }

  double median(StartKey key, ToDoubleFunction<StartSample> figure) {
    return median(starts.getOrDefault(key, List.of()).stream().mapToDouble(figure).toArray());
  }

  /** The start-up times of every start of that program. */
  double medianStartUpMillis(Program program) {
    return median(
        starts.entrySet().stream()
            .filter(entry -> entry.getKey().program() == program)
            .flatMap(entry -> entry.getValue().stream())
            .mapToDouble(StartSample::startUpMillis)
            .toArray());
  }

  /** Over all runs. */
  long sum(CellKey key, ToLongFunction<CellSample> figure) {
    return cells.getOrDefault(key, List.of()).stream().mapToLong(figure).sum();
  }

  /** NaN of nothing; of an even number the mean of the middle two. */
  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

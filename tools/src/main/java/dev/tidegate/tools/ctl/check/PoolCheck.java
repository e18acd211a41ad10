package dev.tidegate.tools.ctl.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one look at a pool has shown. What the multiplexor does not tell is not in it.
 *
 * @param server what it is, in words
 * @param tellsAll whether it is ours
 * @param epoch another one after each start; empty if it tells none
 * @param uptimeSeconds since its start
 * @param figures those of the present, and of those that are counted the totals since its start
 * @param wholes of what a figure may be a share
 * @param causes sentences about figures that say more than their number
 * @param more what is worth a graph but no threshold
 */
record PoolCheck(
    String server,
    boolean tellsAll,
    String epoch,
    double uptimeSeconds,
    Map<Metric, Double> figures,
    Map<Metric, Double> wholes,
    Map<Metric, String> causes,
    List<Performance> more) {

  /**
   * A figure of the performance data.
   *
   * @param unit {@code s}, {@code c} for what only grows, or empty
   */
  record Performance(String label, double value, String unit) {}

  PoolCheck {
    figures = Map.copyOf(figures);
    wholes = Map.copyOf(wholes);
    causes = Map.copyOf(causes);
    more = List.copyOf(more);
  }

  OptionalDouble figure(Metric metric) {
    Double value = figures.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Optional<String> cause(Metric metric) {
    return Optional.ofNullable(causes.get(metric));
  }

  double whole(Metric metric) {
    return wholes.getOrDefault(metric, 0.0);
  }
}

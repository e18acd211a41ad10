package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The runs of each cell, and their medians. */
final class Samples<K, S> {
  private final Map<K, List<S>> runs = new LinkedHashMap<>();

  void add(K key, S sample) {
    runs.computeIfAbsent(key, absent -> new ArrayList<>()).add(sample);
  }

  /** In the order in which they were first measured. */
  Collection<K> keys() {
    return runs.keySet();
  }

  boolean has(K key) {
    return runs.containsKey(key);
  }

  List<S> of(K key) {
    return runs.getOrDefault(key, List.of());
  }

  /** NaN if it was not measured. */
  double median(K key, ToDoubleFunction<S> figure) {
    return median(of(key).stream().mapToDouble(figure).toArray());
  }

  /** Over all runs. */
  long sum(K key, ToLongFunction<S> figure) {
    return of(key).stream().mapToLong(figure).sum();
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

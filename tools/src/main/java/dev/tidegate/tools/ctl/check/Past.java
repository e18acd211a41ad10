package dev.tidegate.tools.ctl.check;

import java.util.EnumMap;
import java.util.Map;

/**
 * What an earlier look has left, to know how much was added since.
 *
 * @param totals of the figures that are counted
 */
record Past(String epoch, double uptimeSeconds, Map<Metric, Double> totals) {
  Past {
    totals = Map.copyOf(totals);
  }

  static Past of(PoolCheck look) {
    Map<Metric, Double> totals = new EnumMap<>(Metric.class);
    look.figures()
        .forEach(
            (metric, value) -> {
              if (metric.isCounted()) {
                totals.put(metric, value);
              }
            });
    return new Past(look.epoch(), look.uptimeSeconds(), totals);
  }

  /** Returns this, or the look's own start if the multiplexor was started again since. */
  Past before(PoolCheck look) {
    boolean isSame = epoch.equals(look.epoch()) && uptimeSeconds <= look.uptimeSeconds();
    return isSame ? this : new Past(look.epoch(), 0, Map.of());
  }

  double secondsUntil(PoolCheck look) {
    return look.uptimeSeconds() - uptimeSeconds;
  }

  /** Returns how much a total has grown until then. */
  double growth(Metric metric, double total) {
    return Math.max(0, total - totals.getOrDefault(metric, 0.0));
  }
}

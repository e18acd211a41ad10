package dev.tidegate.tools.ctl.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a figure is bad, for one of the two degrees.
 *
 * @param own the ones that were asked for
 * @param usual the ones of those figures for which nothing was asked
 */
record Thresholds(Map<Metric, Range> own, Map<Metric, Range> usual) {
  private static final Map<Metric, Range> USUALLY_WARNS =
      Map.of(
          Metric.BUSY, Range.parse("80%"),
          Metric.HELD, Range.parse("0"),
          Metric.REREAD_FAILED, Range.parse("0"),
          Metric.WARM_PARENT_FAILED, Range.parse("0"),
          Metric.SATURATED, Range.parse("10"),
          Metric.TIMEOUTS, Range.parse("0"),
          Metric.DIED, Range.parse("0"));
  private static final Map<Metric, Range> USUALLY_CRITICAL =
      Map.of(Metric.SERVICEABLE, Range.parse("1:"), Metric.FREE, Range.parse("1:"));

  static Thresholds warning(List<String> asked) {
    return of(asked, USUALLY_WARNS);
  }

  static Thresholds critical(List<String> asked) {
    return of(asked, USUALLY_CRITICAL);
  }

  /**
   * Returns them.
   *
   * @param asked each {@code FIGURE=RANGE[,FIGURE=RANGE]…}; of a repeated figure the last counts
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  private static Thresholds of(List<String> asked, Map<Metric, Range> usual) {
    Map<Metric, Range> own = new EnumMap<>(Metric.class);
    for (String text : asked) {
      for (String each : text.split(",", -1)) {
        int sign = each.indexOf('=');
        if (sign < 0) {
          throw new IllegalArgumentException(
              "'" + each + "' is no threshold; write FIGURE=RANGE, for example busy=80%");
        }
        Metric metric = Metric.parse(each.substring(0, sign));
        Range range = Range.parse(each.substring(sign + 1));
        if (range.hasShare() && !metric.hasWhole()) {
          throw new IllegalArgumentException(
              "'" + each + "': " + metric.word() + " has no whole to take a share of");
        }
        own.put(metric, range);
      }
    }
    return new Thresholds(own, usual);
  }

  Optional<Range> of(Metric metric) {
    Range range = own.get(metric);
    return Optional.ofNullable(range == null ? usual.get(metric) : range);
  }

  boolean isAskedFor(Metric metric) {
    return own.containsKey(metric);
  }

  /**
   * Makes sure that none was asked for of what is counted.
   *
   * @throws IllegalArgumentException with a sentence for whoever asked
   */
  void refuseCounted() {
    for (Metric metric : own.keySet()) {
      if (metric.isCounted()) {
        throw new IllegalArgumentException(
            metric.word() + " is counted since the start: a threshold needs --state or --window");
      }
    }
  }

  static String warningText() {
    return text(USUALLY_WARNS);
  }

  static String criticalText() {
    return text(Map.of(Metric.SERVICEABLE, USUALLY_CRITICAL.get(Metric.SERVICEABLE)));
  }

  private static String text(Map<Metric, Range> ranges) {
    List<String> texts = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      Range range = ranges.get(metric);
      if (range != null) {
        texts.add(metric.word() + "=" + (range.hasShare() ? range.text(100) + "%" : range.text(0)));
      }
    }
    return String.join(", ", texts);
  }
}

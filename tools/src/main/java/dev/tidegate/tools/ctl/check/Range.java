package dev.tidegate.tools.ctl.check;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range as the guidelines for Nagios plugins write it: {@code 10} alerts outside 0 to 10, {@code
 * 10:} below 10, {@code ~:10} above 10, {@code 10:20} outside, {@code @10:20} inside. Both ends
 * belong to it. A number with {@code %} is that share of the whole.
 *
 * @param alertsInside whether a value within it is the bad one
 */
record Range(Bound start, Bound end, boolean alertsInside) {
  private static final String NUMBER = "-?\\d{1,12}(?:\\.\\d{1,6})?%?";
  private static final Pattern TEXT =
      Pattern.compile("(@?)(?:(~|" + NUMBER + ")?:)?(" + NUMBER + ")?");
  private static final double HUNDRED = 100;

  /**
   * One end.
   *
   * @param value infinite if there is none
   */
  record Bound(double value, boolean isShare) {
    double of(double whole) {
      return isShare ? value * whole / HUNDRED : value;
    }
  }

  /**
   * Returns the range of a text.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static Range parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    boolean isEmpty = text.isEmpty() || text.equals("@") || text.equals(":") || text.equals("@:");
    if (isEmpty || !matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no range; write 10, 10:, ~:10, 10:20 or @10:20, or 80% of the whole");
    }
    String from = matcher.group(2);
    String to = matcher.group(3);
    Bound start =
        "~".equals(from)
            ? new Bound(Double.NEGATIVE_INFINITY, false)
            : from == null ? new Bound(0, false) : bound(from);
    Bound end = to == null ? new Bound(Double.POSITIVE_INFINITY, false) : bound(to);
    if (start.isShare() == end.isShare() && start.value() > end.value()) {
      throw new IllegalArgumentException("the range '" + text + "' ends before it starts");
    }
    return new Range(start, end, !matcher.group(1).isEmpty());
  }

  private static Bound bound(String text) {
    boolean isShare = text.endsWith("%");
    return new Bound(
        Double.parseDouble(isShare ? text.substring(0, text.length() - 1) : text), isShare);
  }

  boolean hasShare() {
    return start.isShare() || end.isShare();
  }

  boolean alerts(double value, double whole) {
    boolean isInside = value >= start.of(whole) && value <= end.of(whole);
    return isInside == alertsInside;
  }

  /** Returns it as performance data has it: shares are given as numbers of the whole. */
  String text(double whole) {
    String mark = alertsInside ? "@" : "";
    double from = start.of(whole);
    double to = end.of(whole);
    if (from == 0 && Double.isFinite(to)) {
      return mark + number(to);
    }
    return mark
        + (Double.isInfinite(from) ? "~" : number(from))
        + ":"
        + (Double.isInfinite(to) ? "" : number(to));
  }

  /** Returns a number with three digits behind the point at most, and none that say nothing. */
  static String number(double value) {
    return BigDecimal.valueOf(Math.round(value * 1_000), 3).stripTrailingZeros().toPlainString();
  }
}

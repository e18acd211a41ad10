package dev.tidegate.tools.ctl.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a threshold can be set for. */
enum Metric {
  BUSY("workers with a request in hand", "", false),
  FREE("idle and stopped slots", "", false),
  SERVICEABLE("requests that can be taken now", "", false),
  QUEUE("requests that wait for a worker", "", false),
  OLDEST("seconds that the first of them has waited", "s", false),
  DRAINED("slots that were taken out of use by hand", "", false),
  HELD("1 while starts are held back until a trial worker is ready", "", false),
  REREAD_FAILED("1 while the last reread has failed", "", false),
  WARM_PARENT_FAILED("1 while there is no warm parent although -E is given", "", false),
  SATURATED("seconds in which no request could be taken", "s", true),
  REFUSED("requests that got no worker", "", true),
  TIMEOUTS("workers killed at the busy time-out", "", true),
  DIED("workers that died unasked", "", true),
  UNSTARTED("workers that could not be started at all", "", true),
  DROPPED("messages that slow listeners have lost", "", true);

  private final String meaning;
  private final String unit;
  private final boolean isCounted;

  Metric(String meaning, String unit, boolean isCounted) {
    this.meaning = meaning;
    this.unit = unit;
    this.isCounted = isCounted;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String meaning() {
    return meaning;
  }

  /** Of the performance data; empty for a plain number. */
  String unit() {
    return unit;
  }

  /**
   * Whether it grows since the multiplexor's start, so that only the growth between looks tells.
   */
  boolean isCounted() {
    return isCounted;
  }

  /** Whether a threshold may be a share of all of it. */
  boolean hasWhole() {
    return switch (this) {
      case BUSY, FREE, SERVICEABLE, QUEUE, DRAINED -> true;
      case OLDEST,
          HELD,
          REREAD_FAILED,
          WARM_PARENT_FAILED,
          SATURATED,
          REFUSED,
          TIMEOUTS,
          DIED,
          UNSTARTED,
          DROPPED ->
          false;
    };
  }

  /**
   * Returns the one of that name.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static Metric parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no figure '" + text + "'; there are " + words()));
  }

  static String words() {
    return Arrays.stream(values()).map(Metric::word).collect(Collectors.joining(", "));
  }
}

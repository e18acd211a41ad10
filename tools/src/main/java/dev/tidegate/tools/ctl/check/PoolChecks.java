package dev.tidegate.tools.ctl.check;

import dev.tidegate.tools.ctl.check.PoolCheck.Performance;
import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.view.FilterState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a look out of what a multiplexor has answered. */
final class PoolChecks {
  private static final double SECOND_MILLIS = 1_000;
  private static final List<String> KINDS =
      List.of("scan", "relayok", "senderok", "recipok", "other", "map", "tick");
  private static final List<String> REFUSALS =
      List.of("no_free_workers", "unable_to_activate", "queue_timeout");

  /** States of the slots, scans, starts, size of the queue, requests in it, seconds since start. */
  private static final Pattern STATUS =
      Pattern.compile(
          "([SIBK]{1,100000}) (\\d{1,12}) (\\d{1,12}) (\\d{1,9}) (\\d{1,9}) (\\d{1,12})");

  private static final int SERVER_LENGTH = 60;

  private PoolChecks() {}

  /** Returns the look of the answer to {@code stats}, if it is one. */
  static Optional<PoolCheck> ofStats(String answer) {
    return Document.parse(answer).flatMap(stats -> ofStats(stats, FilterState.of(answer)));
  }

  private static Optional<PoolCheck> ofStats(Document stats, FilterState filter) {
    OptionalDouble slots = stats.number("pool", "slots");
    OptionalDouble busy = stats.number("pool", "busy");
    if (slots.isEmpty() || busy.isEmpty()) {
      return Optional.empty();
    }
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    put(figures, Metric.BUSY, busy, 1);
    put(figures, Metric.FREE, stats.number("pool", "free"), 1);
    put(figures, Metric.SERVICEABLE, stats.number("pool", "serviceable"), 1);
    put(figures, Metric.DRAINED, stats.number("pool", "drained"), 1);
    put(figures, Metric.QUEUE, stats.number("queue", "length"), 1);
    put(figures, Metric.OLDEST, stats.number("queue", "oldestMs"), SECOND_MILLIS);
    put(figures, Metric.HELD, stats.number("backoff", "holding"), 1);
    filter(figures, filter);
    put(figures, Metric.SATURATED, stats.number("saturation", "noneServiceableMs"), SECOND_MILLIS);
    put(figures, Metric.TIMEOUTS, stats.number("workers", "exited", "busy_timeout"), 1);
    put(figures, Metric.UNSTARTED, stats.number("workers", "startsFailed"), 1);
    put(figures, Metric.DROPPED, stats.number("notifications", "dropped"), 1);
    figures.put(
        Metric.DIED, sum(stats, "workers", "exited", List.of("died_exited", "died_signalled")));
    double refused = 0;
    double requests = 0;
    for (String kind : KINDS) {
      refused += sum(stats, "requests_" + kind, "", REFUSALS);
      requests += stats.number("requests_" + kind, "duration", "count").orElse(0);
    }
    figures.put(Metric.REFUSED, refused);
    Map<Metric, Double> wholes =
        wholes(slots.getAsDouble(), stats.number("queue", "limit").orElse(0));
    List<Performance> more = new ArrayList<>();
    for (String state : List.of("idle", "stopped", "killed")) {
      stats.number("pool", state).ifPresent(value -> more.add(new Performance(state, value, "")));
    }
    more.add(
        new Performance(
            "scans", stats.number("requests_scan", "duration", "count").orElse(0), "c"));
    more.add(new Performance("requests", requests, "c"));
    double uptime = stats.number("uptimeMs").orElse(0) / SECOND_MILLIS;
    more.add(new Performance("uptime", Math.floor(uptime), "s"));
    return Optional.of(
        new PoolCheck(
            server("tidegate", stats.text("version")),
            true,
            Printable.lines(stats.text("epoch")).replace('\n', ' '),
            uptime,
            figures,
            wholes,
            causes(filter),
            more));
  }

  private static void filter(Map<Metric, Double> figures, FilterState filter) {
    if (filter.reread().isPresent()) {
      figures.put(Metric.REREAD_FAILED, filter.hasFailedReread() ? 1.0 : 0.0);
    }
    filter
        .warmParent()
        .ifPresent(
            parent -> figures.put(Metric.WARM_PARENT_FAILED, parent.hasFailed() ? 1.0 : 0.0));
  }

  private static Map<Metric, String> causes(FilterState filter) {
    Map<Metric, String> causes = new EnumMap<>(Metric.class);
    filter
        .failedReread()
        .ifPresent(
            text ->
                causes.put(
                    Metric.REREAD_FAILED, text + " (" + FilterState.AFTER_FAILED_REREAD + ")"));
    filter
        .failedWarmParent()
        .ifPresent(
            text ->
                causes.put(
                    Metric.WARM_PARENT_FAILED, text + " (" + filter.afterFailedWarmParent() + ")"));
    return causes;
  }

  private static void put(
      Map<Metric, Double> figures, Metric metric, OptionalDouble value, double unit) {
    value.ifPresent(number -> figures.put(metric, Math.max(0, number) / unit));
  }

  private static double sum(Document stats, String first, String second, List<String> names) {
    return names.stream()
        .mapToDouble(
            name ->
                (second.isEmpty() ? stats.number(first, name) : stats.number(first, second, name))
                    .orElse(0))
        .sum();
  }

  /** Returns the look of the answer to {@code status}, if it is one. */
  static Optional<PoolCheck> ofStatus(String answer, String version) {
    Matcher status = STATUS.matcher(answer.strip());
    if (!status.matches()) {
      return Optional.empty();
    }
    String states = status.group(1);
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.BUSY, count(states, 'B'));
    figures.put(Metric.FREE, count(states, 'I') + count(states, 'S'));
    figures.put(Metric.QUEUE, Double.valueOf(status.group(5)));
    List<Performance> more =
        List.of(
            new Performance("idle", count(states, 'I'), ""),
            new Performance("stopped", count(states, 'S'), ""),
            new Performance("killed", count(states, 'K'), ""),
            new Performance("scans", Double.parseDouble(status.group(2)), "c"),
            new Performance("uptime", Double.parseDouble(status.group(6)), "s"));
    return Optional.of(
        new PoolCheck(
            server("MIMEDefang's own", version) + ", which tells less",
            false,
            "",
            Double.parseDouble(status.group(6)),
            figures,
            wholes(states.length(), Double.parseDouble(status.group(4))),
            Map.of(),
            more));
  }

  private static double count(String states, char state) {
    return states.chars().filter(each -> each == state).count();
  }

  private static Map<Metric, Double> wholes(double slots, double queueLimit) {
    return Map.of(
        Metric.BUSY, slots,
        Metric.FREE, slots,
        Metric.SERVICEABLE, slots,
        Metric.DRAINED, slots,
        Metric.QUEUE, queueLimit);
  }

  private static String server(String name, String version) {
    String text = name + " " + Printable.lines(version).strip();
    return text.length() <= SERVER_LENGTH ? text : text.substring(0, SERVER_LENGTH);
  }
}

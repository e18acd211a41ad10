package dev.tidegate.tools.ctl.report;

import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.view.FilterState;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The answer to {@code stats} on about a screen. */
final class StatsOverview {
  /** The busy workers that are shown, those closest to their time-out. */
  static final int MOST_ROWS = 20;

  private static final List<String> KINDS =
      List.of("scan", "relayok", "senderok", "recipok", "other", "map", "tick");
  private static final int TAG = 40;
  private static final int WORD = 30;

  private final Document stats;
  private final StringBuilder text = new StringBuilder();

  private StatsOverview(Document stats) {
    this.stats = stats;
  }

  static String of(Document stats) {
    return new StatsOverview(stats).draw();
  }

  private String draw() {
    line(
        "multiplexor",
        "tidegate %s on %s, up %s"
            .formatted(
                Amounts.text(stats, WORD, "version"),
                Amounts.text(stats, WORD, "host"),
                Amounts.time(stats, "uptimeMs")));
    line(
        "workers",
        "%s of %s busy, %s idle, %s stopped, %s killed, %s drained; %s free, %s serviceable%s"
            .formatted(
                pool("busy"),
                slots(),
                pool("idle"),
                pool("stopped"),
                pool("killed"),
                pool("drained"),
                pool("free"),
                pool("serviceable"),
                stats.isTrue("pool", "terminating") ? "; it is ending" : ""));
    queue();
    line(
        "saturated",
        "no worker free for %s altogether, none serviceable for %s"
            .formatted(
                Amounts.time(stats, "saturation", "noneFreeMs"),
                Amounts.time(stats, "saturation", "noneServiceableMs")));
    backoff();
    filter();
    line("started", Amounts.each(stats, "workers", "started"));
    line("ended", Amounts.each(stats, "workers", "exited"));
    line(
        "listeners",
        "%s; %s messages dropped"
            .formatted(
                Amounts.number(stats, "notifications", "listeners"),
                Amounts.number(stats, "notifications", "dropped")));
    if (stats.number("lastIncident").orElse(0) > 0) {
      line("incidents", "the last is %s".formatted(Amounts.number(stats, "lastIncident")));
    }
    requests();
    busyWorkers();
    return text.toString();
  }

  /** Those that are no longer in use since the maximum was lowered are not counted. */
  private String slots() {
    double slots = stats.number("pool", "slots").orElse(0);
    return Long.toString((long) (slots - stats.number("pool", "retired").orElse(0)));
  }

  private String pool(String figure) {
    return Amounts.number(stats, "pool", figure);
  }

  private void line(String name, String what) {
    text.append(String.format(Locale.ROOT, "%-12s %s%n", name, what));
  }

  private void queue() {
    boolean waiting = stats.number("queue", "length").orElse(0) > 0;
    line(
        "queue",
        "%s of %s%s"
            .formatted(
                Amounts.number(stats, "queue", "length"),
                Amounts.number(stats, "queue", "limit"),
                waiting
                    ? ", the first has waited for " + Amounts.time(stats, "queue", "oldestMs")
                    : ""));
  }

  private void backoff() {
    if (stats.isTrue("backoff", "holding")) {
      line(
          "held back",
          "until a trial worker is ready: %s starts in a row failed; %s"
              .formatted(Amounts.number(stats, "backoff", "failures"), nextTrial()));
    }
  }

  private String nextTrial() {
    return stats.number("backoff", "nextStartInMs").orElse(-1) < 0
        ? "one is being started"
        : "the next one starts in " + Amounts.time(stats, "backoff", "nextStartInMs");
  }

  private void filter() {
    FilterState filter = FilterState.of(stats.json());
    filter
        .failedReread()
        .ifPresent(text -> line("reread", text + " (" + FilterState.AFTER_FAILED_REREAD + ")"));
    filter.warmParentWords().ifPresent(words -> line("warm parent", words));
    filter
        .failedWarmParent()
        .ifPresent(text -> line("", text + " (" + filter.afterFailedWarmParent() + ")"));
  }

  private void requests() {
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-12s %10s %10s %12s %12s%n",
            "requests",
            "answered",
            "other",
            "mean time",
            "mean wait"));
    for (String kind : KINDS) {
      String name = "requests_" + kind;
      double answered = stats.number(name, "answered").orElse(0);
      double all = Amounts.sum(stats, name);
      if (all > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-10s %10.0f %10.0f %12s %12s%n",
                kind,
                answered,
                all - answered,
                mean(name, "duration"),
                mean(name, "wait")));
      }
    }
  }

  private String mean(String request, String times) {
    double count = stats.number(request, times, "count").orElse(0);
    double sum = stats.number(request, times, "sumMs").orElse(0);
    return count == 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", sum / count);
  }

  private void busyWorkers() {
    List<Document> busy =
        stats.list("slots").stream()
            .filter(slot -> slot.text("state").equalsIgnoreCase("busy"))
            .sorted(
                Comparator.comparingDouble(
                    slot -> slot.number("timeoutInMs").orElse(Double.MAX_VALUE)))
            .toList();
    if (busy.isEmpty()) {
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-6s %8s %14s %14s  %s%n",
            "busy",
            "pid",
            "since",
            "time-out in",
            "doing"));
    for (Document slot : busy.subList(0, Math.min(MOST_ROWS, busy.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%6s %8s %14s %14s  %s%n",
              Amounts.number(slot, "slot"),
              Amounts.number(slot, "pid"),
              Amounts.time(slot, "sinceMs"),
              Amounts.time(slot, "timeoutInMs"),
              doing(slot)));
    }
    if (busy.size() > MOST_ROWS) {
      text.append("       and ").append(busy.size() - MOST_ROWS).append(" more\n");
    }
  }

  private static String doing(Document slot) {
    String queueId = Amounts.text(slot, WORD, "queueId");
    String tag = Amounts.text(slot, TAG, "tag");
    return (Amounts.text(slot, WORD, "kind")
            + (queueId.isEmpty() ? "" : " " + queueId)
            + (tag.isEmpty() ? "" : " (" + tag + ")"))
        .strip();
  }
}

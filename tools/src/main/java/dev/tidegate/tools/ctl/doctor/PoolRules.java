package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.view.FilterState;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is wrong in the pool itself, as ours tells it. */
final class PoolRules {
  private static final double SECOND_MILLIS = 1_000;
  private static final double HOUR_MILLIS = 3_600_000;
  private static final Duration LATELY = Duration.ofHours(1);

  /** A killed worker gets SIGKILL after 20 seconds at the latest. */
  private static final double LONG_KILLED_MILLIS = 60_000;

  private static final double NEARLY = 0.1;
  private static final double MANY_UNREAD = 1_000;
  private static final double ONE_IN_HUNDRED = 0.01;
  private static final double ONE_IN_THOUSAND = 0.001;
  private static final int MOST_NAMED = 8;
  private static final List<String> KINDS =
      List.of("scan", "relayok", "senderok", "recipok", "other", "map");

  private final Document stats;
  private final List<Finding> findings = new ArrayList<>();

  private PoolRules(Document stats) {
    this.stats = stats;
  }

  /**
   * Returns what there is to say.
   *
   * @param incidents the answer to {@code incidents}, if there is one
   */
  static List<Finding> findings(Document stats, Optional<Document> incidents) {
    PoolRules rules = new PoolRules(stats);
    rules.now();
    rules.filter();
    rules.slots();
    rules.listeners();
    rules.past();
    rules.incidents(incidents);
    if (rules.findings.stream().noneMatch(Finding::counts)) {
      rules.findings.add(
          Finding.good(
              "pool",
              "%.0f of %.0f workers busy, nothing held back, nobody lags"
                  .formatted(
                      stats.number("pool", "busy").orElse(0),
                      stats.number("pool", "slots").orElse(0))));
    }
    return rules.findings;
  }

  private void now() {
    if (stats.isTrue("pool", "terminating")) {
      findings.add(Finding.note("pool", "it is ending", "wait, and start it again"));
    }
    boolean isHolding = stats.isTrue("backoff", "holding");
    if (isHolding) {
      double next = stats.number("backoff", "nextStartInMs").orElse(-1);
      findings.add(
          Finding.bad(
              "starts",
              "%.0f starts in a row failed, so starts are held back until a trial worker is ready%s"
                  .formatted(
                      stats.number("backoff", "failures").orElse(0),
                      next < 0
                          ? ""
                          : String.format(
                              Locale.ROOT, "; the next one in %.0f s", next / SECOND_MILLIS)),
              "read what they wrote last (tidegate ctl stats, stderr; or the log), and repair the"
                  + " filter"));
    }
    if (stats.number("pool", "serviceable").orElse(1) == 0 && !isHolding) {
      findings.add(
          Finding.bad(
              "pool",
              "no request can be taken now",
              "tidegate ctl stats shows with what they are busy, and for how long"));
    }
  }

  private void filter() {
    FilterState filter = FilterState.of(stats.json());
    filter
        .failedReread()
        .ifPresent(
            text -> findings.add(Finding.bad("reread", text, FilterState.AFTER_FAILED_REREAD)));
    filter
        .failedWarmParent()
        .ifPresentOrElse(
            text -> findings.add(Finding.note("warm parent", text, filter.afterFailedWarmParent())),
            () ->
                filter
                    .warmParentWords()
                    .ifPresent(words -> findings.add(Finding.good("warm parent", words))));
  }

  private void slots() {
    List<Document> slots = stats.list("slots");
    Settings settings = Settings.of(stats);
    named(
        slots.stream().filter(each -> each.isTrue("drained")).toList(),
        "drained",
        "taken out of use by hand, and still out",
        "tidegate ctl resume N, when they have been looked at");
    named(
        slots.stream()
            .filter(each -> each.text("state").equals("Killed"))
            .filter(each -> each.number("sinceMs").orElse(0) > LONG_KILLED_MILLIS)
            .toList(),
        "killed",
        "killed more than a minute ago, and not dead: they hang in the kernel",
        "look at the disk or network that they wait for: cat /proc/PID/wchan");
    named(
        slots.stream()
            .filter(each -> each.text("state").equals("Busy"))
            .filter(
                each ->
                    each.number("timeoutInMs").orElse(Double.MAX_VALUE)
                        < settings.timeoutSeconds(each.text("kind")) * SECOND_MILLIS * NEARLY)
            .toList(),
        "stuck",
        "nearly at their busy time-out",
        "tidegate ctl incidents shows what they wait for; tidegate ctl kill N:PID ends one");
  }

  private void named(List<Document> slots, String subject, String text, String remedy) {
    if (slots.isEmpty()) {
      return;
    }
    String names =
        slots.stream().limit(MOST_NAMED).map(PoolRules::name).collect(Collectors.joining(", "));
    String more = slots.size() > MOST_NAMED ? " and " + (slots.size() - MOST_NAMED) + " more" : "";
    findings.add(Finding.note(subject, "slots " + names + more + ": " + text, remedy));
  }

  private static String name(Document slot) {
    String tag = slot.text("tag");
    String number = String.format(Locale.ROOT, "%.0f", slot.number("slot").orElse(-1));
    return tag.isEmpty()
        ? number
        : number + " (" + tag.substring(0, Math.min(40, tag.length())) + ")";
  }

  private void listeners() {
    List<Document> lagging =
        stats.list("listeners").stream()
            .filter(
                each ->
                    each.number("unread").orElse(0) > MANY_UNREAD
                        || each.number("dropped").orElse(0) > 0)
            .toList();
    if (!lagging.isEmpty()) {
      String names =
          lagging.stream()
              .limit(MOST_NAMED)
              .map(
                  each ->
                      "%.0f (%.0f unread, %.0f lost)"
                          .formatted(
                              each.number("id").orElse(-1),
                              each.number("unread").orElse(0),
                              each.number("dropped").orElse(0)))
              .collect(Collectors.joining(", "));
      findings.add(
          Finding.note(
              "listeners",
              "do not read fast enough: " + names,
              "end those that hang, or raise --listener-events"));
    }
    if (stats.number("notifications", "listenersRefused").orElse(0) > 0) {
      findings.add(
          Finding.note(
              "listeners",
              "%.0f were refused for want of room"
                  .formatted(stats.number("notifications", "listenersRefused").getAsDouble()),
              "find out who connects so often, or raise --listeners"));
    }
  }

  private void past() {
    double uptimeMillis = Math.max(1, stats.number("uptimeMs").orElse(1));
    double saturated = stats.number("saturation", "noneServiceableMs").orElse(0);
    if (saturated / uptimeMillis > ONE_IN_HUNDRED) {
      findings.add(
          Finding.note(
              "capacity",
              String.format(
                  Locale.ROOT,
                  "no request could be taken for %.0f s of %.0f s since the start",
                  saturated / SECOND_MILLIS,
                  uptimeMillis / SECOND_MILLIS),
              "more workers (-x), or a faster filter; docs/OPERATING.md on sizing"));
    }
    double refused = 0;
    double ended = 0;
    for (String kind : KINDS) {
      double without =
          counted(kind, "no_free_workers")
              + counted(kind, "unable_to_activate")
              + counted(kind, "queue_timeout");
      refused += without;
      ended += without + stats.number("requests_" + kind, "duration", "count").orElse(0);
    }
    if (refused > ended * ONE_IN_THOUSAND) {
      findings.add(
          Finding.note(
              "capacity",
              "%.0f of %.0f requests since the start got no worker".formatted(refused, ended),
              "more workers (-x), or a queue (-q); docs/OPERATING.md on sizing"));
    }
    double failed = stats.number("workers", "startsFailed").orElse(0);
    if (failed > 0) {
      findings.add(
          Finding.note(
              "starts",
              "%.0f times since the start no process could be made".formatted(failed),
              "the log says why: the program is missing, or limits of processes or memory"));
    }
  }

  private double counted(String kind, String outcome) {
    return stats.number("requests_" + kind, outcome).orElse(0);
  }

  private void incidents(Optional<Document> incidents) {
    if (incidents.isPresent()) {
      List<Document> lately =
          incidents.get().list("incidents").stream().filter(this::isLate).toList();
      if (!lately.isEmpty()) {
        findings.add(
            Finding.note(
                "incidents",
                "%d in the last hour, the newest: %s"
                    .formatted(lately.size(), incident(lately.getFirst())),
                "tidegate ctl incidents"));
      }
      return;
    }
    double hours = stats.number("uptimeMs").orElse(0) / HOUR_MILLIS;
    double ended =
        exited("died_exited")
            + exited("died_signalled")
            + exited("busy_timeout")
            + exited("out_of_step");
    if (ended > Math.max(0, hours)) {
      findings.add(
          Finding.note(
              "incidents",
              "%.0f workers died, hung or fell out of step since the start".formatted(ended),
              "the log has what they said last"));
    }
  }

  private double exited(String reason) {
    return stats.number("workers", "exited", reason).orElse(0);
  }

  private boolean isLate(Document incident) {
    Optional<Instant> now = time(stats);
    Optional<Instant> then = time(incident);
    return now.isPresent() && then.isPresent() && then.get().isAfter(now.get().minus(LATELY));
  }

  private static Optional<Instant> time(Document document) {
    try {
      return Optional.of(Instant.parse(document.text("time")));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private static String incident(Document incident) {
    return "%.0f (%s), slot %.0f, at %s"
        .formatted(
            incident.number("incident").orElse(-1),
            incident.text("occasion").replace('_', ' '),
            incident.number("worker").orElse(-1),
            incident.text("time"));
  }
}

package dev.tidegate.tools.ctl.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Weighs a look against the thresholds.
 *
 * @param counts whether what is counted is weighed at all
 */
record Judge(Thresholds warning, Thresholds critical, boolean counts) {

  /** A figure as it is weighed: of those that are counted the growth. */
  private record Weighed(Metric metric, double value, Status status) {}

  /**
   * Returns what there is to say.
   *
   * @param past the look before; empty if this is the first one
   */
  Verdict verdict(PoolCheck look, Optional<Past> past) {
    Optional<Past> before = past.map(each -> each.before(look));
    List<Weighed> weighed = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    Status status = Status.OK;
    for (Metric metric : Metric.values()) {
      OptionalDouble figure = look.figure(metric);
      if (figure.isEmpty()) {
        if (warning.isAskedFor(metric) || critical.isAskedFor(metric)) {
          untold.add(metric.word());
        }
      } else if (!metric.isCounted() || before.isPresent()) {
        double value =
            metric.isCounted()
                ? before.get().growth(metric, figure.getAsDouble())
                : figure.getAsDouble();
        Weighed each = new Weighed(metric, value, weigh(metric, value, look));
        weighed.add(each);
        status = status.with(each.status());
      }
    }
    List<String> texts = new ArrayList<>(problems(weighed, look, before));
    texts.add(summary(look));
    if (!untold.isEmpty()) {
      status = status.with(Status.UNKNOWN);
      texts.add("not told, so not weighed: " + String.join(", ", untold));
    }
    if (counts && before.isEmpty() && look.tellsAll()) {
      texts.add("the first look, what is counted is weighed from the next one on");
    }
    return new Verdict(status, String.join("; ", texts), performance(weighed, look));
  }

  private Status weigh(Metric metric, double value, PoolCheck look) {
    double whole = look.whole(metric);
    if (range(critical, metric, look).filter(each -> each.alerts(value, whole)).isPresent()) {
      return Status.CRITICAL;
    }
    return range(warning, metric, look).filter(each -> each.alerts(value, whole)).isPresent()
        ? Status.WARNING
        : Status.OK;
  }

  /** MIMEDefang's own does not tell what is serviceable: only there free has a usual threshold. */
  private static Optional<Range> range(Thresholds thresholds, Metric metric, PoolCheck look) {
    boolean isReplaced = metric == Metric.FREE && look.figure(Metric.SERVICEABLE).isPresent();
    return isReplaced && !thresholds.isAskedFor(metric) ? Optional.empty() : thresholds.of(metric);
  }

  /** The worst first. */
  private static List<String> problems(
      List<Weighed> weighed, PoolCheck look, Optional<Past> before) {
    return Arrays.stream(new Status[] {Status.CRITICAL, Status.WARNING})
        .flatMap(degree -> weighed.stream().filter(each -> each.status() == degree))
        .map(each -> problem(each, look, before))
        .toList();
  }

  private static String problem(Weighed weighed, PoolCheck look, Optional<Past> before) {
    String number = Range.number(weighed.value());
    String span =
        before.map(each -> " in the last " + Math.round(each.secondsUntil(look)) + " s").orElse("");
    return switch (weighed.metric()) {
      case BUSY -> "busy workers: " + number;
      case FREE -> weighed.value() == 0 ? "no worker is free" : "free workers: " + number;
      case SERVICEABLE ->
          weighed.value() == 0
              ? "no request can be taken now"
              : "requests that can be taken now: " + number;
      case QUEUE -> "requests that wait: " + number;
      case OLDEST -> "a request has waited " + number + " s";
      case DRAINED -> "drained slots: " + number;
      case HELD ->
          weighed.value() == 0
              ? "starts are not held back"
              : "starts of workers are held back until a trial worker is ready";
      case REREAD_FAILED ->
          weighed.value() == 0
              ? "the last reread did not fail"
              : look.cause(Metric.REREAD_FAILED).orElse("the last reread failed");
      case WARM_PARENT_FAILED ->
          weighed.value() == 0
              ? "the warm parent has not failed"
              : look.cause(Metric.WARM_PARENT_FAILED).orElse("no warm parent");
      case SATURATED -> "no request could be taken for " + number + " s" + span;
      case REFUSED -> "requests that got no worker: " + number + span;
      case TIMEOUTS -> "workers killed at the busy time-out: " + number + span;
      case DIED -> "workers that died: " + number + span;
      case UNSTARTED -> "workers that could not be started: " + number + span;
      case DROPPED -> "messages lost by slow listeners: " + number + span;
    };
  }

  private static String summary(PoolCheck look) {
    StringBuilder text = new StringBuilder();
    text.append(Range.number(look.figure(Metric.BUSY).orElse(0)))
        .append(" of ")
        .append(Range.number(look.whole(Metric.BUSY)))
        .append(" workers busy");
    look.figure(Metric.SERVICEABLE)
        .ifPresentOrElse(
            value -> text.append(", ").append(Range.number(value)).append(" more can be taken"),
            () -> {
              double free = look.figure(Metric.FREE).orElse(0);
              text.append(", ").append(Range.number(free)).append(" free");
            });
    text.append(", queue ").append(Range.number(look.figure(Metric.QUEUE).orElse(0)));
    text.append(" of ").append(Range.number(look.whole(Metric.QUEUE)));
    text.append("; ").append(look.server());
    return text.toString();
  }

  private String performance(List<Weighed> weighed, PoolCheck look) {
    List<String> all = new ArrayList<>();
    for (Weighed each : weighed) {
      all.add(performance(each, look));
    }
    for (Metric metric : Metric.values()) {
      if (metric.isCounted() && look.figure(metric).isPresent()) {
        double total = look.figure(metric).getAsDouble();
        all.add(metric.word() + "_total=" + Range.number(total) + "c");
      }
    }
    for (PoolCheck.Performance each : look.more()) {
      all.add(each.label() + "=" + Range.number(each.value()) + each.unit());
    }
    return all.stream().collect(Collectors.joining(" "));
  }

  private String performance(Weighed weighed, PoolCheck look) {
    Metric metric = weighed.metric();
    double whole = look.whole(metric);
    String most = metric.hasWhole() ? Range.number(whole) : "";
    List<String> parts =
        List.of(
            metric.word() + "=" + Range.number(weighed.value()) + metric.unit(),
            range(warning, metric, look).map(each -> each.text(whole)).orElse(""),
            range(critical, metric, look).map(each -> each.text(whole)).orElse(""),
            "0",
            most);
    return String.join(";", parts).replaceFirst(";$", "");
  }
}

package dev.tidegate.pool.simulation;

import dev.tidegate.pool.PoolSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.ToIntFunction;

/** The settings as operators have changed them so far, followed apart from the pool. */
final class SettingsModel {
  private static final String NOTHING = "error: Nothing is changed: ";

  /** Settings, and from when on they were in force. */
  private record Period(long fromNanos, PoolSettings settings) {}

  private final PoolSettings atStart;
  private final List<Period> periods = new ArrayList<>();

  SettingsModel(PoolSettings atStart) {
    this.atStart = atStart;
    periods.add(new Period(Long.MIN_VALUE, atStart));
  }

  PoolSettings atStart() {
    return atStart;
  }

  PoolSettings now() {
    return periods.getLast().settings();
  }

  /** Returns the least that was in force at any time since then. */
  int least(long sinceNanos, ToIntFunction<PoolSettings> what) {
    int least = what.applyAsInt(now());
    for (int index = periods.size() - 1; index > 0; index--) {
      if (periods.get(index).fromNanos() < sinceNanos) {
        break;
      }
      least = Math.min(least, what.applyAsInt(periods.get(index - 1).settings()));
    }
    return least;
  }

  /** Returns the most that was in force at any time since then. */
  int most(long sinceNanos, ToIntFunction<PoolSettings> what) {
    return -least(sinceNanos, settings -> -what.applyAsInt(settings));
  }

  /** Returns whether a line asks for the settings and changes none. */
  static boolean isQuestion(String line) {
    return changes(line).isEmpty();
  }

  private static String changes(String line) {
    return line.substring("set".length()).strip();
  }

  /** Somebody says {@code set}, who may; returns the beginning of the answer that is right. */
  String set(String line, long nowNanos) {
    String changes = changes(line);
    if (changes.isEmpty()) {
      return "min-workers=" + now().minWorkers() + " (1 to " + now().maxWorkers();
    }
    PoolSettings.Builder builder = now().toBuilder();
    Set<String> names = new HashSet<>();
    StringJoiner answer = new StringJoiner(", ", "ok: ", "\n");
    for (String word : changes.split(" +", -1)) {
      int sign = word.indexOf('=');
      if (sign < 0 || !names.add(word.substring(0, sign))) {
        return NOTHING;
      }
      String name = word.substring(0, sign);
      String value = word.substring(sign + 1);
      String before = put(builder, name, value);
      if (before.isEmpty()) {
        return NOTHING;
      }
      answer.add(
          before.equals(value)
              ? name + " is " + value + " already"
              : name + " " + before + " -> " + value);
    }
    PoolSettings result = builder.build();
    if (result.maxWorkers() > atStart.maxWorkers() || result.minWorkers() > result.maxWorkers()) {
      return NOTHING;
    }
    periods.add(new Period(nowNanos, result));
    return answer.toString();
  }

  /** Returns what was before; empty if that is not allowed. */
  private String put(PoolSettings.Builder builder, String name, String value) {
    PoolSettings was = now();
    if (name.equals("autoscale") || name.startsWith("log-")) {
      boolean on = value.equals("on");
      boolean before =
          switch (name) {
            case "autoscale" -> was.autoscale();
            case "log-events" -> was.logEvents();
            default -> was.logScheduling();
          };
      switch (name) {
        case "autoscale" -> builder.autoscale(on);
        case "log-events" -> builder.logEvents(on);
        default -> builder.logScheduling(on);
      }
      return on || value.equals("off") ? before ? "on" : "off" : "";
    }
    if (!value.matches("\\d{1,9}")) {
      return "";
    }
    int number = Integer.parseInt(value);
    int least =
        switch (name) {
          case "idle-timeout", "busy-timeout", "client-timeout" -> 10;
          case "min-workers",
              "max-workers",
              "max-requests",
              "start-interval",
              "queue-timeout",
              "parallel-ticks",
              "unprivileged-clients",
              "map-clients" ->
              1;
          case "max-lifetime",
              "min-start-interval",
              "queue-size",
              "recipok-per-domain",
              "tick-interval" ->
              0;
          case "status-log-interval" -> number == 0 ? 0 : 5;
          default -> Integer.MAX_VALUE;
        };
    return number < least ? "" : Integer.toString(put(builder, was, name, number));
  }

  private static int put(PoolSettings.Builder builder, PoolSettings was, String name, int number) {
    switch (name) {
      case "min-workers" -> builder.minWorkers(number);
      case "max-workers" -> builder.maxWorkers(number);
      case "max-requests" -> builder.maxRequests(number);
      case "idle-timeout" -> builder.maxIdleSeconds(number);
      case "max-lifetime" -> builder.maxLifetimeSeconds(number);
      case "busy-timeout" -> builder.busyTimeoutSeconds(number);
      case "client-timeout" -> builder.clientTimeoutSeconds(number);
      case "start-interval" -> builder.waitSeconds(number);
      case "min-start-interval" -> builder.slewSeconds(number);
      case "queue-size" -> builder.queueSize(number);
      case "queue-timeout" -> builder.queueTimeoutSeconds(number);
      case "recipok-per-domain" -> builder.recipokPerDomain(number);
      case "tick-interval" -> builder.tickSeconds(number);
      case "parallel-ticks" -> builder.parallelTicks(number);
      case "status-log-interval" -> builder.statusLogSeconds(number);
      case "unprivileged-clients" -> builder.unprivilegedClients(number);
      case "map-clients" -> builder.mapClients(number);
      default -> throw new IllegalArgumentException(name);
    }
    return switch (name) {
      case "min-workers" -> was.minWorkers();
      case "max-workers" -> was.maxWorkers();
      case "max-requests" -> was.maxRequests();
      case "idle-timeout" -> was.maxIdleSeconds();
      case "max-lifetime" -> was.maxLifetimeSeconds();
      case "busy-timeout" -> was.busyTimeoutSeconds();
      case "client-timeout" -> was.clientTimeoutSeconds();
      case "start-interval" -> was.waitSeconds();
      case "min-start-interval" -> was.slewSeconds();
      case "queue-size" -> was.queueSize();
      case "queue-timeout" -> was.queueTimeoutSeconds();
      case "recipok-per-domain" -> was.recipokPerDomain();
      case "tick-interval" -> was.tickSeconds();
      case "parallel-ticks" -> was.parallelTicks();
      case "status-log-interval" -> was.statusLogSeconds();
      case "unprivileged-clients" -> was.unprivilegedClients();
      case "map-clients" -> was.mapClients();
      default -> throw new IllegalArgumentException(name);
    };
  }
}

package dev.tidegate.pool.simulation;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  /** Returns what the maximum may be set to. */
  int limit() {
    return Math.max(atStart.maxWorkers(), atStart.maxWorkersLimit());
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
    if (result.maxWorkers() > limit() || result.minWorkers() > result.maxWorkers()) {
      return NOTHING;
    }
    periods.add(new Period(nowNanos, result));
    return answer.toString();
  }

  /** Returns what was before; empty if that is not allowed. */
  private String put(PoolSettings.Builder builder, String name, String value) {
    Optional<Setting> setting = Setting.byLongName(name);
    if (setting.isEmpty()) {
      return "";
    }
    int before = now().get(setting.get());
    if (name.equals("autoscale") || name.startsWith("log-")) {
      boolean on = value.equals("on");
      builder.set(setting.get(), on ? 1 : 0);
      return on || value.equals("off") ? before > 0 ? "on" : "off" : "";
    }
    if (!value.matches("\\d{1,9}")) {
      return "";
    }
    int number = Integer.parseInt(value);
    builder.set(setting.get(), number);
    return number < least(name, number) ? "" : Integer.toString(before);
  }

  /** Returns the least value that is right, as the manual page has it; no table of the pool's. */
  private static int least(String name, int number) {
    return switch (name) {
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
          "timeout-scan",
          "timeout-relayok",
          "timeout-senderok",
          "timeout-recipok",
          "timeout-map",
          "timeout-other",
          "tick-interval" ->
          0;
      case "status-log-interval" -> number == 0 ? 0 : 5;
      default -> Integer.MAX_VALUE;
    };
  }
}

package dev.tidegate.pool.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Result of parsing {@code NAME=VALUE…}: all changes are valid, or the line is refused. */
public sealed interface ParsedSettings {

  /**
   * Changes that are within all bounds.
   *
   * @param values the requested values in their order, including those already in force
   * @param result the settings with all of them
   */
  record Changes(Map<Setting, Integer> values, PoolSettings result) implements ParsedSettings {}

  /**
   * A refused line; nothing is changed.
   *
   * @param reason a sentence without a full stop
   */
  record Refused(String reason) implements ParsedSettings {}

  int MOST_DIGITS = 10;
  int LONGEST_ECHO = 40;

  /** Parses a line and checks it against the bounds and the settings in force. */
  static ParsedSettings parse(String line, LiveSettings settings) {
    Map<Setting, Integer> values = new LinkedHashMap<>();
    PoolSettings.Builder result = settings.now().toBuilder();
    for (String word : line.split("[ \t]+", -1)) {
      int sign = word.indexOf('=');
      if (sign < 0) {
        return new Refused("'" + echo(word) + "' is not NAME=VALUE");
      }
      String name = word.substring(0, sign);
      Optional<Setting> found = Setting.byLongName(name).filter(Setting::isLive);
      if (found.isEmpty()) {
        return new Refused(whyNot(name));
      }
      Setting setting = found.get();
      Optional<Integer> value = value(setting, word.substring(sign + 1));
      if (value.isEmpty()) {
        String given = echo(word.substring(sign + 1));
        return new Refused(name + " must be " + setting.bounds() + ", not '" + given + "'");
      }
      if (values.put(setting, value.get()) != null) {
        return new Refused(name + " is given twice");
      }
      result.set(setting, value.get());
    }
    return related(values, result.build(), settings.maxWorkersLimit());
  }

  /** Compares the settings with each other, and with the limit of workers. */
  private static ParsedSettings related(
      Map<Setting, Integer> values, PoolSettings result, int limit) {
    if (result.maxWorkers() > limit) {
      return new Refused(
          "max-workers must be at most %d, not %d: that is the limit of --max-workers-limit"
              .formatted(limit, result.maxWorkers()));
    }
    if (result.minWorkers() > result.maxWorkers()) {
      return new Refused(
          "min-workers (%d) must not be more than max-workers (%d)"
              .formatted(result.minWorkers(), result.maxWorkers()));
    }
    return new Changes(values, result);
  }

  private static String whyNot(String name) {
    return Setting.byLongName(name)
        .map(Setting::immutableBecause)
        .or(() -> ImmutableOption.byLongName(name).map(ImmutableOption::reason))
        .map(reason -> name + " cannot change while the multiplexor runs: " + reason)
        .orElseGet(
            () -> "there is no setting '" + echo(name) + "'; set alone lists those there are");
  }

  private static Optional<Integer> value(Setting setting, String text) {
    if (setting.isFlag()) {
      return switch (text) {
        case "on" -> Optional.of(1);
        case "off" -> Optional.of(0);
        default -> Optional.empty();
      };
    }
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(each -> each >= '0' && each <= '9')) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return number <= Integer.MAX_VALUE && setting.allows((int) number)
        ? Optional.of((int) number)
        : Optional.empty();
  }

  /** Returns what somebody sent, short and in printable ASCII. */
  private static String echo(String text) {
    String beginning = text.length() > LONGEST_ECHO ? text.substring(0, LONGEST_ECHO) : text;
    return beginning.replaceAll("[^ -~]", "?") + (text.length() > LONGEST_ECHO ? "..." : "");
  }
}

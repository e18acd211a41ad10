package dev.tidegate.pool.commands;

import dev.tidegate.pool.ImmutableOption;
import dev.tidegate.pool.LiveSettings;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a line {@code NAME=VALUE…} asks for: all of it can be done, or nothing is. */
sealed interface SettingsParser {

  /**
   * Changes that are within all bounds.
   *
   * @param values what was asked for, in its order, perhaps what is in force already
   * @param result the settings with all of it
   */
  record Changes(Map<Setting, Integer> values, PoolSettings result) implements SettingsParser {}

  /**
   * Nothing of it can be done.
   *
   * @param reason a sentence without a full stop
   */
  record Refused(String reason) implements SettingsParser {}

  int MOST_DIGITS = 10;
  int LONGEST_ECHO = 40;

  /** Reads a line, and compares it with the bounds and with what is in force. */
  static SettingsParser of(String line, LiveSettings settings) {
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
    return related(values, result.build(), settings.atStart().maxWorkers());
  }

  /** Compares the settings with each other, and with the number of slots. */
  private static SettingsParser related(
      Map<Setting, Integer> values, PoolSettings result, int slots) {
    if (result.maxWorkers() > slots) {
      return new Refused(
          "max-workers must be at most %d, not %d: the pool was started with %d %s"
              .formatted(slots, result.maxWorkers(), slots, slots == 1 ? "slot" : "slots"));
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
        .map(Setting::fixedBecause)
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

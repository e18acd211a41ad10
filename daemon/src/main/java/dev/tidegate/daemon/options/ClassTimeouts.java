package dev.tidegate.daemon.options;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Parser of {@code --timeout CLASS=SECONDS,...}, which may be given several times. */
final class ClassTimeouts {
  private static final int MOST_DIGITS = 10;

  private final Set<Setting> given = EnumSet.noneOf(Setting.class);

  /**
   * Puts the timeouts of a value into the settings.
   *
   * @param name the option as the user wrote it, for complaints
   */
  void take(String name, String value, PoolSettings.Builder pool) throws RefusedException {
    for (String word : value.split(",", -1)) {
      int sign = word.indexOf('=');
      String kind = sign < 0 ? word : word.substring(0, sign);
      Setting setting =
          Setting.classTimeout(kind)
              .orElseThrow(
                  () -> refused(name, "unknown class '%s' (one of %s)".formatted(kind, classes())));
      String seconds = sign < 0 ? "" : word.substring(sign + 1);
      if (seconds.isEmpty()) {
        throw refused(name, kind + " needs a value: " + kind + "=SECONDS");
      }
      if (!given.add(setting)) {
        throw refused(name, kind + " is given twice");
      }
      pool.set(setting, seconds(name, kind, seconds));
    }
  }

  private static int seconds(String name, String kind, String text) throws RefusedException {
    boolean isNumber = text.matches("[0-9]{1," + MOST_DIGITS + "}");
    long number = isNumber ? Long.parseLong(text) : 0;
    if (number < 1 || number > Integer.MAX_VALUE) {
      throw refused(
          name, "%s must be 1 to %d seconds, not '%s'".formatted(kind, Integer.MAX_VALUE, text));
    }
    return (int) number;
  }

  private static String classes() {
    return Setting.classTimeouts().stream()
        .map(Setting::classWord)
        .collect(Collectors.joining(", "));
  }

  private static RefusedException refused(String name, String why) {
    return new RefusedException("option " + name + ": " + why, false);
  }
}

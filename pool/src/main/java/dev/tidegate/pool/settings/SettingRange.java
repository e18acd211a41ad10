package dev.tidegate.pool.settings;

/**
 * The values that a setting may have, and its default.
 *
 * @param argument what stands for a value in the help; empty for a flag, which is 0 or 1
 * @param defaultValue the default
 * @param zero what 0 means, if that is no number as any other
 * @param orZero whether 0 is allowed besides those from {@code least} to {@code most}
 * @param immutableBecause why it cannot change while the multiplexor runs; empty if it can
 */
record SettingRange(
    String argument,
    int defaultValue,
    int least,
    int most,
    String zero,
    boolean orZero,
    String immutableBecause) {
  private static final String SECONDS = "SECONDS";

  /** A flag, which is off by default. */
  static SettingRange flag() {
    return new SettingRange("", 0, 0, 1, "", false, "");
  }

  /** A number of things. */
  static SettingRange count(int defaultValue) {
    return new SettingRange("N", defaultValue, 0, Integer.MAX_VALUE, "", false, "");
  }

  /** A time in seconds. */
  static SettingRange seconds(int defaultValue) {
    return new SettingRange(SECONDS, defaultValue, 0, Integer.MAX_VALUE, "", false, "");
  }

  SettingRange atLeast(int least) {
    return new SettingRange(argument, defaultValue, least, most, zero, orZero, immutableBecause);
  }

  SettingRange between(int least, int most) {
    return new SettingRange(argument, defaultValue, least, most, zero, orZero, immutableBecause);
  }

  SettingRange zeroOrAtLeast(int least) {
    return new SettingRange(argument, defaultValue, least, most, zero, true, immutableBecause);
  }

  SettingRange zeroMeans(String zero) {
    return new SettingRange(argument, defaultValue, least, most, zero, orZero, immutableBecause);
  }

  SettingRange immutableBecause(String reason) {
    return new SettingRange(argument, defaultValue, least, most, zero, orZero, reason);
  }

  boolean isFlag() {
    return argument.isEmpty();
  }

  boolean isTime() {
    return argument.equals(SECONDS);
  }

  boolean allows(int value) {
    return (orZero && value == 0) || (value >= least && value <= most);
  }

  /** Returns the allowed value that is nearest, the larger one if in doubt. */
  int clamp(int value) {
    return orZero && value <= 0 ? 0 : Math.clamp(value, least, most);
  }

  /** Returns the bounds in words. */
  String bounds() {
    if (isFlag()) {
      return "on or off";
    }
    String numbers = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    return orZero ? "0, or " + numbers : numbers;
  }

  /** Returns the default in words, as the help has it. */
  String defaultWords() {
    return defaultValue == 0 && !zero.isEmpty() ? zero : Integer.toString(defaultValue);
  }
}

package dev.tidegate.pool;

/**
 * The values that a setting may have, and the one that it has unless another is given.
 *
 * @param argument what stands for a value in the help; empty for a flag, which is 0 or 1
 * @param usual the default
 * @param zero what 0 means, if that is no number as any other
 * @param orZero whether 0 is allowed besides those from {@code least} to {@code most}
 * @param fixedBecause why it cannot change while the multiplexor runs; empty if it can
 */
record SettingRange(
    String argument,
    int usual,
    int least,
    int most,
    String zero,
    boolean orZero,
    String fixedBecause) {
  private static final String SECONDS = "SECONDS";

  /** A flag, which is off by default. */
  static SettingRange flag() {
    return new SettingRange("", 0, 0, 1, "", false, "");
  }

  /** A number of things. */
  static SettingRange count(int usual) {
    return new SettingRange("N", usual, 0, Integer.MAX_VALUE, "", false, "");
  }

  /** A time in seconds. */
  static SettingRange seconds(int usual) {
    return new SettingRange(SECONDS, usual, 0, Integer.MAX_VALUE, "", false, "");
  }

  SettingRange atLeast(int least) {
    return new SettingRange(argument, usual, least, most, zero, orZero, fixedBecause);
  }

  SettingRange between(int least, int most) {
    return new SettingRange(argument, usual, least, most, zero, orZero, fixedBecause);
  }

  SettingRange zeroOrAtLeast(int least) {
    return new SettingRange(argument, usual, least, most, zero, true, fixedBecause);
  }

  SettingRange zeroMeans(String zero) {
    return new SettingRange(argument, usual, least, most, zero, orZero, fixedBecause);
  }

  SettingRange fixedBecause(String reason) {
    return new SettingRange(argument, usual, least, most, zero, orZero, reason);
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
  String usualWords() {
    return usual == 0 && !zero.isEmpty() ? zero : Integer.toString(usual);
  }
}

package dev.tidegate.tools.gate;

import java.util.OptionalInt;

/**
 * A number of workers, given as such or as a share of all.
 *
 * @param amount from 1; of a share at most 100
 * @param isPercent whether it is a share
 */
record Threshold(int amount, boolean isPercent) {
  private static final int MOST_WORKERS = 100_000;

  /**
   * Reads {@code 30%} or {@code 12}.
   *
   * @throws IllegalArgumentException with a sentence, if it is neither
   */
  static Threshold parse(String text) {
    boolean isPercent = text.endsWith("%");
    String digits = isPercent ? text.substring(0, text.length() - 1) : text;
    if (digits.matches("[0-9]{1,6}")) {
      int amount = Integer.parseInt(digits);
      if (amount >= 1 && amount <= (isPercent ? 100 : MOST_WORKERS)) {
        return new Threshold(amount, isPercent);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no share of the workers (1% to 100%) and no number of them");
  }

  /** Returns how many workers that is; empty if it is a share and nobody knows of how many. */
  OptionalInt workers(OptionalInt all) {
    if (!isPercent) {
      return OptionalInt.of(amount);
    }
    return all.isPresent()
        ? OptionalInt.of(Math.ceilDiv(all.getAsInt() * amount, 100))
        : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return isPercent ? amount + "%" : Integer.toString(amount);
  }
}

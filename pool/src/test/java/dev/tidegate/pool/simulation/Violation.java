package dev.tidegate.pool.simulation;

import org.jspecify.annotations.Nullable;

/** An invariant that did not hold. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  private final String invariant;
  private final String detail;

  Violation(String invariant, String detail) {
    super(invariant + ": " + detail);
    this.invariant = invariant;
    this.detail = detail;
  }

  /** Returns the invariant in words, the same for each time that it breaks. */
  String invariant() {
    return invariant;
  }

  /** Returns what was to be seen of it. */
  String detail() {
    return detail;
  }

  /** Throws unless the invariant holds; the details are what is to be seen of it. */
  static void check(boolean holds, String invariant, @Nullable Object... details) {
    if (!holds) {
      StringBuilder text = new StringBuilder();
      for (@Nullable Object each : details) {
        text.append(each).append(' ');
      }
      throw new Violation(invariant, text.toString().trim());
    }
  }
}

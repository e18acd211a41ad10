package dev.tidegate.tools.gate;

/**
 * One thing that {@code tidegate gate check} has found.
 *
 * @param text what is so; of what is not as it should be, also what to do
 */
record CheckResult(Weight weight, String text) {
  /** How much it matters. */
  enum Weight {
    GOOD("ok   "),
    /** The gate works, but may not do what is expected of it. */
    DOUBTFUL("note "),
    /** The gate will not work. */
    BAD("BAD  ");

    private final String mark;

    Weight(String mark) {
      this.mark = mark;
    }
  }

  static CheckResult good(String text) {
    return new CheckResult(Weight.GOOD, text);
  }

  static CheckResult doubtful(String text) {
    return new CheckResult(Weight.DOUBTFUL, text);
  }

  static CheckResult bad(String text) {
    return new CheckResult(Weight.BAD, text);
  }

  @Override
  public String toString() {
    return weight.mark + text;
  }
}

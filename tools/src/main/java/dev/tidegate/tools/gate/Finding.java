package dev.tidegate.tools.gate;

/**
 * One thing that {@code tidegate gate check} has found.
 *
 * @param text what is so; of what is not as it should be, also what to do
 */
record Finding(Weight weight, String text) {
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

  static Finding good(String text) {
    return new Finding(Weight.GOOD, text);
  }

  static Finding doubtful(String text) {
    return new Finding(Weight.DOUBTFUL, text);
  }

  static Finding bad(String text) {
    return new Finding(Weight.BAD, text);
  }

  @Override
  public String toString() {
    return weight.mark + text;
  }
}

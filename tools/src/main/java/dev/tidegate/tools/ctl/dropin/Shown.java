package dev.tidegate.tools.ctl.dropin;

/**
 * What a command results in.
 *
 * @param text for standard output
 * @param complaint for standard error; with {@code -i} for standard output too
 * @param status the exit status, which does not count with {@code -i}
 */
public record Shown(String text, String complaint, int status) {
  /** What stands before the answer of a multiplexor that was not understood. */
  private static final String NOT_UNDERSTOOD = "Could not interpret response: ";

  static Shown text(String text) {
    return new Shown(text, "", 0);
  }

  static Shown error(String complaint) {
    return new Shown("", "ERROR " + complaint, 1);
  }

  static Shown notUnderstood(String answer) {
    return new Shown(NOT_UNDERSTOOD + answer, "", 1);
  }
}

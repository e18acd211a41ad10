package dev.tidegate.tools.ctl.doctor;

import java.util.List;

/** What became of trying whether the filter compiles. */
sealed interface FilterFacts {
  /** It was not tried, or could not be. */
  record NotTried(String why, String remedy) implements FilterFacts {}

  /**
   * It was tried.
   *
   * @param command that was run
   * @param user as whom
   * @param passed whether it ended with status 0
   * @param said the first lines of what it printed, and how it ended
   */
  record Tried(List<String> command, String user, boolean passed, String said)
      implements FilterFacts {}
}

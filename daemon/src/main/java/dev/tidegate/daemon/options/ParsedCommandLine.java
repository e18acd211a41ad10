package dev.tidegate.daemon.options;

/** Result of parsing a command line. */
public sealed interface ParsedCommandLine {
  /** Run the multiplexor. */
  record Run(Options options) implements ParsedCommandLine {}

  /**
   * Exit with an error.
   *
   * @param text error message for stderr, without the last newline
   * @param exitCode exit status
   */
  record Refused(String text, int exitCode) implements ParsedCommandLine {}

  /** Print a text on stdout and exit with 0. */
  record Print(String text) implements ParsedCommandLine {}
}

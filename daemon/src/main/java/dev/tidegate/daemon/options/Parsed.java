package dev.tidegate.daemon.options;

/** Result of parsing a command line. */
public sealed interface Parsed {
  /** Run the multiplexor. */
  record Run(Options options) implements Parsed {}

  /**
   * Exit with an error.
   *
   * @param text error message for stderr, without the last newline
   * @param exitCode exit status
   */
  record Refused(String text, int exitCode) implements Parsed {}

  /** Print a text on stdout and exit with 0. */
  record Print(String text) implements Parsed {}
}

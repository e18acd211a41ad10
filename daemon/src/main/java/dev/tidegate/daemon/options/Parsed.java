package dev.tidegate.daemon.options;

/** What a command line asks for. */
public sealed interface Parsed {
  /** To run. */
  record Run(Options options) implements Parsed {}

  /**
   * Nothing that can be done.
   *
   * @param text for stderr, lines without the last newline
   * @param exitCode what to exit with
   */
  record Refused(String text, int exitCode) implements Parsed {}

  /** To print a text on stdout and exit with 0. */
  record Print(String text) implements Parsed {}
}

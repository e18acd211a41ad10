package dev.tidegate.tools.listen;

import dev.tidegate.protocol.notify.CleanText;
import java.io.PrintStream;

/** What is told on standard error, a line each, whatever the text is made of. */
final class Log {
  private static final int MAX_CHARS = 1_000;

  private final PrintStream out;

  Log(PrintStream out) {
    this.out = out;
  }

  void say(String text) {
    out.println("tidegate listen: " + CleanText.of(text, MAX_CHARS));
  }
}

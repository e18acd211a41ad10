package dev.tidegate.acceptance.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The times that were measured, in {@code acceptance/target/gate-figures.txt}; never asserted
 * tightly.
 */
final class Figures {

  private static final Path FILE = Path.of("target", "gate-figures.txt");

  private Figures() {}

  /** Adds a line with a time. */
  static void note(String what, long millis) {
    add("%-70s %7d ms%n".formatted(what, millis));
  }

  /** Adds a line with a number of something. */
  static void noteCount(String what, long count) {
    add("%-70s %7d%n".formatted(what, count));
  }

  private static synchronized void add(String line) {
    try {
      Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.tidegate.tools.ctl.report;

import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Figures and texts of a document, as people read them. */
final class Amounts {
  private static final String UNKNOWN = "?";

  private Amounts() {}

  /** Returns a whole number, or a question mark. */
  static String number(Document from, String... names) {
    return number(from.number(names));
  }

  static String number(OptionalDouble number) {
    return number.isEmpty() ? UNKNOWN : Long.toString((long) number.getAsDouble());
  }

  /** Returns a time, or a question mark; a negative one is none. */
  static String time(Document from, String... names) {
    return time(from.number(names));
  }

  static String time(OptionalDouble millis) {
    return millis.isEmpty() || millis.getAsDouble() < 0
        ? UNKNOWN
        : time((long) millis.getAsDouble());
  }

  private static String time(long millis) {
    long seconds = millis / 1000;
    if (seconds < 1) {
      return millis + " ms";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    long hours = seconds / 3600;
    return hours < 48
        ? hours + " h " + seconds / 60 % 60 + " min"
        : hours / 24 + " d " + hours % 24 + " h";
  }

  /** Returns the numbers of an object that are not 0, such as {@code request 8, minimum 4}. */
  static String each(Document from, String... names) {
    List<String> parts = new ArrayList<>();
    for (String name : from.names(names)) {
      List<String> path = new ArrayList<>(List.of(names));
      path.add(name);
      OptionalDouble number = from.number(path.toArray(String[]::new));
      if (number.orElse(0) > 0) {
        parts.add(Printable.lines(name).replace('_', ' ') + " " + number(number));
      }
    }
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  static double sum(Document from, String... names) {
    double sum = 0;
    for (String name : from.names(names)) {
      List<String> path = new ArrayList<>(List.of(names));
      path.add(name);
      sum += from.number(path.toArray(String[]::new)).orElse(0);
    }
    return sum;
  }

  /** Returns a text that may go into a line of a terminal. */
  static String text(Document from, int atMost, String... names) {
    return line(from.text(names), atMost);
  }

  static String line(String text, int atMost) {
    String clean = Printable.lines(text).replace('\n', ' ').strip();
    return clean.length() > atMost ? clean.substring(0, atMost - 3) + "..." : clean;
  }
}

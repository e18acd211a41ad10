package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document with a part between two markers that is written anew by each run. */
final class BenchmarksDocument {
  static final String BEGIN = "<!-- written by ./bench: begin -->";
  static final String WORKERS_BEGIN = "<!-- written by ./bench --workers: begin -->";
  static final String WORKERS_END = "<!-- written by ./bench --workers: end -->";
  static final String END = "<!-- written by ./bench: end -->";

  private BenchmarksDocument() {}

  /** What stands outside the markers is kept. */
  static void replace(Path document, String measured) throws IOException {
    Files.writeString(document, replaced(Files.readString(document), measured));
  }

  /** The same between the markers of {@code --workers}. */
  static void replaceWorkers(Path document, String measured) throws IOException {
    String text = Files.readString(document);
    Files.writeString(document, replaced(text, measured, WORKERS_BEGIN, WORKERS_END));
  }

  static String replaced(String text, String measured) {
    return replaced(text, measured, BEGIN, END);
  }

  private static String replaced(String text, String measured, String from, String to) {
    int begin = text.indexOf(from);
    int end = text.indexOf(to);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the document has not the two markers of ./bench");
    }
    return text.substring(0, begin + from.length())
        + "\n\n"
        + measured.strip()
        + "\n\n"
        + text.substring(end);
  }
}

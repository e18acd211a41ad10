package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document with a part between two markers that is written anew by each run. */
final class BenchmarksDocument {
  static final String BEGIN = "<!-- written by ./bench: begin -->";
  static final String END = "<!-- written by ./bench: end -->";

  private BenchmarksDocument() {}

  /** What stands outside the markers is kept. */
  static void replace(Path document, String measured) throws IOException {
    Files.writeString(document, replaced(Files.readString(document), measured));
  }

  static String replaced(String text, String measured) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the document has not the two markers of ./bench");
    }
    return text.substring(0, begin + BEGIN.length())
        + "\n\n"
        + measured.strip()
        + "\n\n"
        + text.substring(end);
  }
}

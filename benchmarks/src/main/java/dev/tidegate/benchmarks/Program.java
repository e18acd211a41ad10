package dev.tidegate.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of the two programs under comparison. */
enum Program {
  REFERENCE("reference"),
  OURS("ours");

  private final String label;

  Program(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** How each is started, its options to be added. */
  interface Commands {
    List<String> of(Program program);

    /** The dashboard, by the same launcher as ours. */
    default List<String> dashboard() {
      List<String> words = new ArrayList<>(of(OURS));
      words.remove("multiplexor");
      words.add("dashboard");
      return words;
    }
  }

  /** Debian's program, and ours as the launcher below that directory starts it. */
  static Commands installed(Path root) {
    return program ->
        switch (program) {
          case REFERENCE -> List.of("/usr/bin/mimedefang-multiplexor");
          case OURS -> List.of(root.resolve("tidegate").toString(), "multiplexor");
        };
  }
}

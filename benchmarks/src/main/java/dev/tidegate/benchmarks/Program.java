package dev.tidegate.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** One of the two programs under comparison. */
enum Program {
  REFERENCE("reference") {
    @Override
    List<String> command(Path root) {
      return List.of("/usr/bin/mimedefang-multiplexor");
    }
  },
  OURS("ours") {
    @Override
    List<String> command(Path root) {
      return List.of(root.resolve("tidegate").toString(), "multiplexor");
    }
  };

  private final String label;

  Program(String label) {
    this.label = label;
  }

  /** How it is started, its options to be added. */
  abstract List<String> command(Path root);

  String label() {
    return label;
  }
}

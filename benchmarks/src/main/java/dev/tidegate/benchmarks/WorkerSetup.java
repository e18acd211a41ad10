package dev.tidegate.benchmarks;

import java.util.List;

/** A multiplexor with the real mimedefang.pl: which one, whether with -E, and with what filter. */
enum WorkerSetup {
  REFERENCE_EMBEDDED(Program.REFERENCE, true, false, "reference -E"),
  OURS_EMBEDDED(Program.OURS, true, false, "ours -E"),
  REFERENCE_STOCK(Program.REFERENCE, true, true, "reference -E, stock filter"),
  OURS_STOCK(Program.OURS, true, true, "ours -E --preload, stock filter"),
  REFERENCE_COLD(Program.REFERENCE, false, false, "reference"),
  OURS_COLD(Program.OURS, false, false, "ours");

  /** Each of ours and what it is compared with. */
  static final List<WorkerSetup> OF_OURS = List.of(OURS_COLD, OURS_EMBEDDED, OURS_STOCK);

  private final Program program;
  private final boolean embedded;
  private final boolean stock;
  private final String label;

  WorkerSetup(Program program, boolean embedded, boolean stock, String label) {
    this.program = program;
    this.embedded = embedded;
    this.stock = stock;
    this.label = label;
  }

  Program program() {
    return program;
  }

  boolean embedded() {
    return embedded;
  }

  /** Debian's filter, which compiles rules at the first scan, not when it is loaded. */
  boolean stock() {
    return stock;
  }

  String label() {
    return label;
  }

  /** What it is compared with. */
  WorkerSetup reference() {
    return switch (this) {
      case REFERENCE_COLD, OURS_COLD -> REFERENCE_COLD;
      case REFERENCE_EMBEDDED, OURS_EMBEDDED -> REFERENCE_EMBEDDED;
      case REFERENCE_STOCK, OURS_STOCK -> REFERENCE_STOCK;
    };
  }
}

package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code ./bench}: the reference and ours side by side under the same load. */
final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    List<String> words = List.of(arguments);
    if (words.contains("--help")) {
      System.out.print(BenchOptions.USAGE);
      return;
    }
    try {
      System.exit(run(BenchOptions.parse(words)));
    } catch (IllegalArgumentException mistake) {
      System.err.println("bench: " + mistake.getMessage());
      System.err.print(BenchOptions.USAGE);
      System.exit(2);
    }
  }

  /** The exit status: 1 if a part could not be measured. */
  private static int run(BenchOptions options) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path root = Path.of(System.getProperty("tidegate.root", "")).toAbsolutePath();
    Program.Commands commands = Program.installed(root);
    Optional<String> missing = DescriptorLimit.missing(options);
    if (missing.isPresent()) {
      System.err.println("bench: " + missing.get());
      return 2;
    }
    BenchHost benchHost = BenchHost.of(options, commands, System.err);
    MachineFacts machine = MachineFacts.look(options, commands, root);
    Campaign.run(benchHost, options.parts());
    Measurements measurements = benchHost.measurements();
    double minutes = (System.nanoTime() - start) / 60e9;
    String measured = new Report(options, machine, measurements).markdown(minutes);
    System.out.print(measured);
    Path docs = root.resolve("docs");
    if (options.written() && options.parts().contains(Part.WORKERS)) {
      BenchmarksDocument.replaceWorkers(docs.resolve("BENCHMARKS.md"), measured);
    } else if (options.written()) {
      BenchmarksDocument.replace(docs.resolve("BENCHMARKS.md"), measured);
      Files.writeString(docs.resolve(Chart.FILE), new Chart(options, measurements).svg());
    }
    return measurements.failures().isEmpty() ? 0 : 1;
  }
}

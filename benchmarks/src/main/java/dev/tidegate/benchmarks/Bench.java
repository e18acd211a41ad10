package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    BenchOptions options;
    try {
      options = BenchOptions.parse(words);
    } catch (IllegalArgumentException mistake) {
      System.err.println("bench: " + mistake.getMessage());
      System.err.print(BenchOptions.USAGE);
      System.exit(2);
      return;
    }
    Path root = Path.of(System.getProperty("tidegate.root", "")).toAbsolutePath();
    String measured = measure(options, root, System.err);
    System.out.print(measured);
    if (options.written()) {
      BenchmarksDocument.replace(root.resolve("docs/BENCHMARKS.md"), measured);
    }
  }

  private static String measure(BenchOptions options, Path root, PrintStream progress)
      throws IOException, InterruptedException {
    MachineFacts machine = MachineFacts.look(options, root);
    Campaign campaign = new Campaign(options, root, progress);
    Map<Integer, Load> ceilings = campaign.ceilings();
    Tables tables = new Tables(options, campaign.run());
    StringBuilder text = new StringBuilder(machine.markdown());
    text.append(
        "- Runs: %d of each cell, each figure the median of them; %s s a run, %s s of warm-up after each start\n\n"
            .formatted(options.runs(), options.seconds(), options.warmUpSeconds()));
    if (options.programs().size() > 1) {
      text.append("### Aims\n\n").append(tables.aims()).append('\n');
    }
    for (int listeners : options.listeners()) {
      text.append("### Load with %d listeners\n\n".formatted(listeners));
      text.append(tables.load(listeners)).append('\n');
    }
    text.append(tables.unserved()).append('\n');
    if (options.listeners().getLast() > 0) {
      text.append("### Messages to the listeners\n\n").append(tables.messages()).append('\n');
    }
    text.append("### Memory\n\n").append(tables.memory()).append('\n');
    text.append("### Start-up\n\n").append(tables.startUp()).append('\n');
    text.append("### The generator's ceiling\n\n").append(tables.ceilings(ceilings));
    return text.toString();
  }
}

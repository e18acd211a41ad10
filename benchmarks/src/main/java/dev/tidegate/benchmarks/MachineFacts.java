package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Where and with what the measurements were taken. */
record MachineFacts(
    String date,
    String processor,
    int cores,
    String kernel,
    String jdk,
    String loadAverage,
    List<String> versions) {

  static MachineFacts look(BenchOptions options, Path root)
      throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    for (Program program : options.programs()) {
      List<String> command = new ArrayList<>(program.command(root));
      command.add("-v");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      List<String> lines = process.inputReader(StandardCharsets.ISO_8859_1).lines().toList();
      process.waitFor();
      versions.add(program.label() + ": " + (lines.isEmpty() ? "unknown" : lines.getLast()));
    }
    return new MachineFacts(
        LocalDate.now(ZoneOffset.UTC).toString(),
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        Files.readString(Path.of("/proc/loadavg")).strip(),
        versions);
  }

  String markdown() {
    return """
    - Date: %s (UTC)
    - Machine: %s, %d cores; load averages before: %s
    - Kernel: %s
    - JDK: %s
    - %s
    """
        .formatted(date, processor, cores, loadAverage, kernel, jdk, String.join("\n- ", versions));
  }

  private static String processorName() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return System.getProperty("os.arch");
  }
}

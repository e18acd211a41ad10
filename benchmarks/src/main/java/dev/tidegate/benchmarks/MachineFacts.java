package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where and with what the measurements were taken.
 *
 * @param runtime what the launcher of ours runs
 * @param imageBytes the size of the image if it is that
 */
record MachineFacts(
    String date,
    String processor,
    int cores,
    String kernel,
    String loadAverage,
    List<String> versions,
    String runtime,
    OptionalLong imageBytes) {

  static MachineFacts look(BenchOptions options, Program.Commands commands, Path root)
      throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    for (Program program : options.programs()) {
      versions.add(program.label() + ": " + version(commands.of(program)));
    }
    Path image = Path.of("");
    String runtime = "was not run";
    if (options.programs().contains(Program.OURS)) {
      Path home = javaHome(commands);
      boolean isImage = home.startsWith(root.toRealPath());
      image = isImage ? imageAround(home, root.toRealPath()) : image;
      runtime =
          isImage
              ? "the image in " + root.toRealPath().relativize(image)
              : "a JDK, " + System.getProperty("java.vendor") + " " + Runtime.version();
    }
    return new MachineFacts(
        LocalDate.now(ZoneOffset.UTC).toString(),
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        Files.readString(Path.of("/proc/loadavg")).strip(),
        versions,
        runtime,
        image.toString().isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytesBelow(image)));
  }

  String markdown() {
    return """
    - Date: %s (UTC)
    - Machine: %s, %d cores; load averages before: %s
    - Kernel: %s
    - %s; it runs on %s
    """
        .formatted(
            date, processor, cores, loadAverage, kernel, String.join("\n- ", versions), runtime);
  }

  private static String version(List<String> command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.add("-v");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    List<String> lines = process.inputReader(StandardCharsets.ISO_8859_1).lines().toList();
    process.waitFor();
    return lines.isEmpty() ? "unknown" : lines.getLast();
  }

  private static Path javaHome(Program.Commands commands) throws IOException {
    try (MultiplexorProcess ours = MultiplexorProcess.start(commands.of(Program.OURS), 1)) {
      Path bin = ours.executable().resolveSibling(".");
      return bin.resolve("..").normalize();
    }
  }

  /** The outermost directory around the runtime that has a launcher in its bin. */
  private static Path imageAround(Path javaHome, Path root) {
    Path image = javaHome;
    for (Path each = javaHome; each != null && !each.equals(root); each = each.getParent()) {
      if (Files.isExecutable(each.resolve("bin/tidegate"))) {
        image = each;
      }
    }
    return image;
  }

  private static long bytesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.isSymbolicLink(file) ? 0 : Files.size(file);
      }
      return bytes;
    }
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

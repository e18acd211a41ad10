package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What /proc tells of one process: processor time of all its threads, and its memory. */
record ProcessFigures(long cpuTicks, long residentKib, long residentPeakKib) {
  /** USER_HZ, which Linux has fixed at 100 for everything it shows in /proc. */
  static final int TICKS_PER_SECOND = 100;

  private static final int USER_TIME_FIELD = 11;
  private static final int SYSTEM_TIME_FIELD = 12;

  static ProcessFigures of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
    List<String> status = Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1);
    return new ProcessFigures(cpuTicks(stat), kib(status, "VmRSS:"), kib(status, "VmHWM:"));
  }

  double residentMib() {
    return residentKib / 1024.0;
  }

  double residentPeakMib() {
    return residentPeakKib / 1024.0;
  }

  double cpuSecondsSince(ProcessFigures earlier) {
    return (cpuTicks - earlier.cpuTicks) / (double) TICKS_PER_SECOND;
  }

  /** The name, which stands in parentheses, may hold spaces: fields are counted after it. */
  static long cpuTicks(String stat) {
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1));
    return Long.parseLong(fields.get(USER_TIME_FIELD))
        + Long.parseLong(fields.get(SYSTEM_TIME_FIELD));
  }

  private static long kib(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    return 0;
  }
}

package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.daemon.posix.PosixException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Number of workers within the limits of processes; an upper bound, since other processes of the
 * same user or service count as well.
 *
 * @param limit lowest limit, {@link Long#MAX_VALUE} for none
 * @param threads threads of this process, which count too
 */
record ProcessBudget(long limit, int threads) {
  /** Threads that the JVM may start later. */
  private static final int MEANWHILE = 8;

  /** Processes that load the program: a warm parent, the next one, one that is being ended. */
  private static final int LOADERS = 3;

  private static final String CGROUPS = "/sys/fs/cgroup";

  /** Reads the limits: RLIMIT_NPROC, and the cgroup's {@code pids.max} (systemd's TasksMax). */
  static ProcessBudget own() {
    String[] threads = new File("/proc/self/task").list();
    return new ProcessBudget(
        Math.min(userLimit(), groupLimit(CGROUPS, read(Path.of("/proc/self/cgroup")))),
        threads == null ? 1 : threads.length);
  }

  private static long userLimit() {
    try {
      long limit = Limits.own(Limits.Resource.PROCESSES).soft();
      return limit == Limits.UNLIMITED ? Long.MAX_VALUE : limit;
    } catch (PosixException unknown) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Returns the lowest limit from a process's cgroup up to the root.
   *
   * @param root mount point of the cgroup file system
   * @param membership content of {@code /proc/PID/cgroup}
   */
  static long groupLimit(String root, String membership) {
    long lowest = Long.MAX_VALUE;
    for (String line : membership.lines().toList()) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && (fields[1].isEmpty() || fields[1].equals("pids"))) {
        Path top = Path.of(root, fields[1]);
        Path group = Path.of(top + "/" + fields[2]).normalize();
        for (Path at = group; at != null && at.startsWith(top); at = at.getParent()) {
          lowest = Math.min(lowest, number(read(at.resolve("pids.max")).strip()));
        }
      }
    }
    return lowest;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException maxOrMissing) {
      return Long.MAX_VALUE;
    }
  }

  private static String read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException gone) {
      return "";
    }
  }

  /** Returns the number of workers that may run, with one process each. */
  long workersPossible() {
    return limit == Long.MAX_VALUE ? limit : Math.max(0, limit - threads - MEANWHILE - LOADERS);
  }
}

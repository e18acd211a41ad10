package dev.tidegate.daemon.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes that stop themselves, so that a test knows how far they are. */
final class StoppedProcess {
  private static final long DEADLINE_NANOS = 20_000_000_000L;

  private StoppedProcess() {}

  static void awaitStop(int pid) {
    await(pid, "T");
  }

  /** Waits until the process is dead, which nobody has reaped. */
  static void awaitEnd(int pid) {
    await(pid, "Z");
  }

  private static void await(int pid, String state) {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!state(pid).equals(state)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("process " + pid + " is not " + state + ": " + state(pid));
      }
      Thread.onSpinWait();
    }
  }

  private static String state(int pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      int at = stat.lastIndexOf(')') + 2;
      return stat.substring(at, at + 1);
    } catch (IOException gone) {
      return "";
    }
  }
}

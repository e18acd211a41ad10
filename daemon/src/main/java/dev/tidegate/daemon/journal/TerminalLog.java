package dev.tidegate.daemon.journal;

import dev.tidegate.daemon.posix.Descriptors;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Copies of records on stderr, skipped while it is not writable: a stopped terminal, a full pipe.
 */
final class TerminalLog {
  /** Maximum number of bytes that a writable pipe or terminal accepts at once. */
  private static final int MAX_LINE_BYTES = 4096;

  private final OptionalInt fd;
  private long lost;

  TerminalLog(OptionalInt fd) {
    this.fd = fd;
  }

  void write(String line) {
    if (fd.isEmpty()) {
      return;
    }
    if (!Descriptors.isWritable(fd.getAsInt())) {
      lost++;
      return;
    }
    String notice = lost > 0 ? lost + " log lines lost: nobody took them\n" : "";
    lost = 0;
    String text = notice + line;
    byte[] bytes =
        (text.substring(0, Math.min(text.length(), MAX_LINE_BYTES - 1)) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Descriptors.write(fd.getAsInt(), bytes, 0, bytes.length);
  }
}

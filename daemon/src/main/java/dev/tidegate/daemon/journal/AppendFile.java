package dev.tidegate.daemon.journal;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.Errno;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * File to which lines are appended. A failure is reported once and has no other effect.
 *
 * <p>Lines that could not be written are counted; the count is reported when writing works again.
 */
final class AppendFile {
  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int CLOSED = -1;

  private final String path;
  private final int mode;
  private final boolean flushEachLine;
  private final Consumer<String> complaints;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private int fd = CLOSED;
  private int bufferedLines;
  private long lostLines;
  private boolean endsInMidLine;
  private boolean complained;

  /**
   * Creates it; opens nothing yet.
   *
   * @param complaints receives one sentence when opening or writing begins to fail, and one when it
   *     works again
   */
  AppendFile(String path, int mode, boolean flushEachLine, Consumer<String> complaints) {
    this.path = path;
    this.mode = mode;
    this.flushEachLine = flushEachLine;
    this.complaints = complaints;
  }

  /**
   * Closes the file and opens it again by its name; if that fails, lines are lost until it
   * succeeds.
   */
  void reopen() {
    close();
    try {
      // Non-blocking, so that a named pipe without a reader fails instead of blocking.
      int opened =
          PosixFiles.open(
              path,
              PosixFiles.O_WRONLY
                  | PosixFiles.O_CREAT
                  | PosixFiles.O_APPEND
                  | PosixFiles.O_NONBLOCK,
              mode);
      fd = opened;
      endsInMidLine = false;
      complained = false;
    } catch (PosixException failure) {
      complain("Cannot open " + path + ": " + failure.reason());
    }
  }

  /** Writes the buffered lines and closes the file. */
  void close() {
    if (fd != CLOSED) {
      flush();
      Descriptors.close(fd);
      fd = CLOSED;
    }
  }

  void append(String line) {
    if (fd == CLOSED) {
      lostLines++;
      return;
    }
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    buffer.write(bytes, 0, bytes.length);
    bufferedLines++;
    if (flushEachLine || buffer.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  void flush() {
    if (bufferedLines == 0 || fd == CLOSED) {
      return;
    }
    if (endsInMidLine && Descriptors.write(fd, new byte[] {'\n'}, 0, 1) == 1) {
      endsInMidLine = false;
    }
    byte[] bytes = buffer.toByteArray();
    int written = endsInMidLine ? -Errno.ENOSPC : Descriptors.write(fd, bytes, 0, bytes.length);
    if (written == bytes.length) {
      recovered();
    } else {
      partlyWritten(bytes, written);
    }
    buffer.reset();
    bufferedLines = 0;
  }

  private void partlyWritten(byte[] bytes, int written) {
    int whole = 0;
    for (int i = 0; i < written; i++) {
      whole += bytes[i] == '\n' ? 1 : 0;
    }
    endsInMidLine = endsInMidLine || (written > 0 && bytes[written - 1] != '\n');
    lostLines += bufferedLines - whole;
    complain(
        "Cannot write to "
            + path
            + ": "
            + Errno.text(written < 0 ? -written : Errno.ENOSPC)
            + "; lines are lost until that works again");
  }

  private void recovered() {
    if (lostLines > 0) {
      complaints.accept("Writing to " + path + " works again; " + lostLines + " lines are lost");
    }
    lostLines = 0;
    complained = false;
  }

  private void complain(String text) {
    if (!complained) {
      complained = true;
      complaints.accept(text);
    }
  }
}

package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Reports the result of start-up to the launcher, which reads the other end of a pipe, or in the
 * foreground to the terminal.
 *
 * <p>The launcher reads {@code ready}, {@code done} or {@code error TEXT}; end of file alone means
 * that the error is on stderr already.
 */
public final class LaunchPipe {
  private static final int STDERR = 2;

  private final OptionalInt fd;

  /** Takes the pipe's descriptor; empty: in the foreground. */
  public LaunchPipe(OptionalInt fd) {
    this.fd = fd;
  }

  /** Returns whether a launcher waits. */
  public boolean isPresent() {
    return fd.isPresent();
  }

  /** Leaves the terminal and reports that the sockets listen. */
  public void ready() throws StartupFailure {
    if (fd.isEmpty()) {
      return;
    }
    try {
      int nowhere = PosixFiles.open("/dev/null", PosixFiles.O_RDWR, 0);
      for (int standard = 0; standard <= STDERR; standard++) {
        Descriptors.duplicate(nowhere, standard);
      }
      Descriptors.close(nowhere);
    } catch (PosixException failure) {
      throw new StartupFailure(failure.getMessage() + " while leaving the terminal");
    }
    write("ready");
  }

  /** Reports success without a daemon. */
  public void done() {
    if (fd.isPresent()) {
      write("done");
    }
  }

  /** Reports the reason why the daemon does not run. */
  public void failed(String text) {
    if (fd.isPresent()) {
      write("error " + text);
    } else {
      print(STDERR, text);
    }
  }

  private void write(String word) {
    print(fd.getAsInt(), word);
    Descriptors.close(fd.getAsInt());
  }

  /** Prints a text and a newline, one char per byte. */
  public static void print(int fd, String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
    Descriptors.write(fd, bytes, 0, bytes.length);
  }
}

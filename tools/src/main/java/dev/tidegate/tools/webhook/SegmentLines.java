package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/** Reads the lines of one segment, through a window on the file. */
final class SegmentLines {
  private static final int WINDOW_BYTES = 64 * 1024;
  private static final byte[] NONE = {};

  private final FileChannel file;
  private final byte[] window = new byte[WINDOW_BYTES];
  private long windowStart;
  private int windowBytes;

  /**
   * A line that was found.
   *
   * @param text empty if the line is damaged
   * @param end where the next line begins
   */
  record Line(Optional<byte[]> text, long end) {}

  SegmentLines(FileChannel file) {
    this.file = file;
  }

  /** Returns the line that begins there; empty if none ends before the limit. */
  Optional<Line> at(long start, long limit) throws IOException {
    long end = endOfLine(start, limit);
    if (end < 0) {
      return Optional.empty();
    }
    boolean isTooLong = end - start > SpoolLine.MAX_BYTES;
    byte[] line = isTooLong ? NONE : bytes(start, end - 1);
    return Optional.of(new Line(SpoolLine.text(line), end));
  }

  private long endOfLine(long start, long limit) throws IOException {
    for (long at = start; at < limit; at++) {
      if (!isInWindow(at)) {
        // From the start of the line if it may be whole, so that it lies in one window.
        load(at - start < SpoolLine.MAX_BYTES ? start : at, limit);
        if (!isInWindow(at)) {
          return -1;
        }
      }
      if (window[(int) (at - windowStart)] == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  /** Returns bytes that lie in the window, as those of a line do whose end was just found. */
  private byte[] bytes(long start, long end) {
    return Arrays.copyOfRange(window, (int) (start - windowStart), (int) (end - windowStart));
  }

  /** Forgets what was read: the file has been changed. */
  void forget() {
    windowBytes = 0;
  }

  private boolean isInWindow(long at) {
    return at >= windowStart && at < windowStart + windowBytes;
  }

  /** Loads nothing behind the limit: that may still be taken back and become something else. */
  private void load(long start, long limit) throws IOException {
    windowBytes = 0;
    windowStart = start;
    ByteBuffer buffer = ByteBuffer.wrap(window, 0, (int) Math.min(WINDOW_BYTES, limit - start));
    while (buffer.hasRemaining()) {
      int bytes = file.read(buffer, start + buffer.position());
      if (bytes < 0) {
        break;
      }
    }
    windowBytes = buffer.position();
  }
}

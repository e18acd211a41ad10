package dev.tidegate.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a stream of bytes that arrives in pieces into lines, holding at most one bounded line.
 *
 * <p>A line is a {@code String} in ISO-8859-1 without its newline. Not safe for use by several
 * threads.
 */
public final class LineSplitter {
  /** Maximum length of a line on the command sockets, with its newline, in bytes. */
  public static final int COMMAND_BYTES = 4095;

  /** Maximum length of a line on the notification socket, with its newline, in bytes. */
  public static final int INTEREST_BYTES = 256;

  /** Maximum length of a message of the notification socket, with its newline, in bytes. */
  public static final int MESSAGE_BYTES = 4097;

  /** Maximum length of a worker's answer, with its newline, in bytes. */
  public static final int ANSWER_BYTES = 65_536;

  /**
   * Maximum length of a line on a worker's stderr or status descriptor, without its newline, in
   * bytes.
   */
  public static final int WORKER_TEXT_BYTES = 1024;

  /** Result of {@link #next}. */
  public enum Found {
    /** All bytes are consumed and no line is complete. */
    NOTHING,
    /**
     * A line is complete and returned by {@link #line}; the bytes after it are still in the buffer.
     */
    LINE,
    /** A line exceeds the limit; reported once per line, the rest of which is skipped. */
    TOO_LONG
  }

  private enum Beyond {
    REPORT_AT_ITS_END,
    REPORT_AT_ONCE,
    CUT
  }

  private static final byte[] NO_BYTES = {};

  private final int maxTextBytes;
  private final Beyond beyond;
  private final boolean dropsCarriageReturn;

  /** Beginning of the line, as far as it was not in the buffer that held its end. */
  private byte[] held = NO_BYTES;

  private int heldBytes;
  private boolean skipping;
  private String line = "";

  private LineSplitter(int maxTextBytes, Beyond beyond, boolean dropsCarriageReturn) {
    this.maxTextBytes = maxTextBytes;
    this.beyond = beyond;
    this.dropsCarriageReturn = dropsCarriageReturn;
  }

  /**
   * Returns a splitter for a command socket: at most {@value #COMMAND_BYTES} bytes per line with
   * its newline; a longer line is read to its end and then reported; a CR before the newline is
   * dropped.
   */
  public static LineSplitter ofCommands() {
    return new LineSplitter(COMMAND_BYTES - 1, Beyond.REPORT_AT_ITS_END, true);
  }

  /**
   * Returns a splitter for the server's end of the notification socket: at most {@value
   * #INTEREST_BYTES} bytes per line with its newline; a longer line is reported at once; a CR
   * before the newline is dropped.
   */
  public static LineSplitter ofInterests() {
    return new LineSplitter(INTEREST_BYTES - 1, Beyond.REPORT_AT_ONCE, true);
  }

  /**
   * Returns a splitter for the listener's end of the notification socket: lines are truncated to
   * {@value #MESSAGE_BYTES} bytes with their newline and never reported as too long; a CR before
   * the newline is dropped.
   */
  public static LineSplitter ofMessages() {
    return new LineSplitter(MESSAGE_BYTES - 1, Beyond.CUT, true);
  }

  /**
   * Returns a splitter for the answers of workers: at most {@value #ANSWER_BYTES} bytes per line
   * with its newline; a longer line is reported at once; nothing is dropped.
   */
  public static LineSplitter ofAnswers() {
    return new LineSplitter(ANSWER_BYTES - 1, Beyond.REPORT_AT_ONCE, false);
  }

  /**
   * Returns a splitter for the stderr or status descriptor of workers: lines are truncated to
   * {@value #WORKER_TEXT_BYTES} bytes and never reported as too long.
   */
  public static LineSplitter ofWorkerText() {
    return new LineSplitter(WORKER_TEXT_BYTES, Beyond.CUT, true);
  }

  /** Consumes bytes up to the end of a line, or all available bytes. */
  public Found next(ByteBuffer in) {
    while (in.hasRemaining()) {
      int newline = indexOfNewline(in);
      boolean complete = newline >= 0;
      int textBytes = (complete ? newline : in.limit()) - in.position();
      Found found = takeText(in, textBytes, complete);
      if (complete) {
        in.get();
      }
      if (found != Found.NOTHING) {
        return found;
      }
    }
    return Found.NOTHING;
  }

  /** Returns the line found by the last {@link #next}; undefined unless it found one. */
  public String line() {
    return line;
  }

  /** Returns the line found by the last {@link #next}, and releases it. */
  public String takeLine() {
    String taken = line;
    line = "";
    return taken;
  }

  /** Returns the number of bytes held of an incomplete line. */
  public int heldBytes() {
    return heldBytes;
  }

  /** Returns whether a line is incomplete. */
  public boolean isInsideLine() {
    return heldBytes > 0 || skipping;
  }

  /**
   * Returns and discards the beginning of a line whose end will never come; empty if there is none,
   * or if it was already too long.
   */
  public Optional<String> takeUnfinished() {
    boolean has = heldBytes > 0 && (!skipping || beyond == Beyond.CUT);
    String text = has ? textOf(held, heldBytes) : "";
    forgetLine();
    return has ? Optional.of(text) : Optional.empty();
  }

  private Found takeText(ByteBuffer in, int textBytes, boolean complete) {
    int room = maxTextBytes - heldBytes;
    if (!skipping && textBytes <= room) {
      if (complete) {
        finishLine(in, textBytes);
        return Found.LINE;
      }
      hold(in, textBytes);
      return Found.NOTHING;
    }
    boolean newlyTooLong = !skipping;
    skipping = true;
    int cutBytes = newlyTooLong && beyond == Beyond.CUT ? room : 0;
    hold(in, cutBytes);
    in.position(in.position() + textBytes - cutBytes);
    Found found =
        switch (beyond) {
          case CUT -> complete ? Found.LINE : Found.NOTHING;
          case REPORT_AT_ONCE -> newlyTooLong ? Found.TOO_LONG : Found.NOTHING;
          case REPORT_AT_ITS_END -> complete ? Found.TOO_LONG : Found.NOTHING;
        };
    if (complete) {
      line = new String(held, 0, heldBytes, StandardCharsets.ISO_8859_1);
      forgetLine();
    }
    return found;
  }

  private void finishLine(ByteBuffer in, int textBytes) {
    if (heldBytes == 0) {
      byte[] text = new byte[textBytes];
      in.get(text);
      line = textOf(text, textBytes);
    } else {
      hold(in, textBytes);
      line = textOf(held, heldBytes);
    }
    forgetLine();
  }

  private String textOf(byte[] bytes, int length) {
    boolean drop = dropsCarriageReturn && length > 0 && bytes[length - 1] == '\r';
    return new String(bytes, 0, drop ? length - 1 : length, StandardCharsets.ISO_8859_1);
  }

  private void hold(ByteBuffer in, int bytes) {
    int needed = heldBytes + bytes;
    if (held.length < needed) {
      int grown = Math.max(needed, Math.min(2 * held.length, maxTextBytes));
      held = Arrays.copyOf(held, grown);
    }
    in.get(held, heldBytes, bytes);
    heldBytes = needed;
  }

  private void forgetLine() {
    held = NO_BYTES;
    heldBytes = 0;
    skipping = false;
  }

  private static int indexOfNewline(ByteBuffer in) {
    for (int at = in.position(); at < in.limit(); at++) {
      if (in.get(at) == '\n') {
        return at;
      }
    }
    return -1;
  }
}

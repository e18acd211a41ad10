package dev.tidegate.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the lines in a stream of bytes that arrives in pieces, never holding more than one bounded
 * line.
 *
 * <p>A line is a {@code String} in ISO-8859-1 without its newline. Not safe for use by several
 * threads.
 */
public final class LineSplitter {
  /** The most bytes of a line on the command sockets, with its newline. */
  public static final int COMMAND_BYTES = 4095;

  /** The most bytes of a line on the notification socket, with its newline. */
  public static final int INTEREST_BYTES = 256;

  /** The most bytes of a message on the notification socket, with its newline. */
  public static final int MESSAGE_BYTES = 4097;

  /** The most bytes of a worker's answer, with its newline. */
  public static final int ANSWER_BYTES = 65_536;

  /** The most bytes of text of a line that a worker writes to its stderr or status descriptor. */
  public static final int WORKER_TEXT_BYTES = 1024;

  /** What {@link #next} found. */
  public enum Found {
    /** All bytes are consumed and no line is complete. */
    NOTHING,
    /** A line is complete: {@link #line} has it, what follows is still in the buffer. */
    LINE,
    /** A line is beyond the bound; reported once a line, the rest of it is skipped. */
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

  /** The line's beginning, as far as it was not in the buffer that held its end. */
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
   * Returns a splitter for a command socket: at most {@value #COMMAND_BYTES} bytes a line with its
   * newline, a longer one is read to its end and then reported; a CR before the newline is dropped.
   */
  public static LineSplitter ofCommands() {
    return new LineSplitter(COMMAND_BYTES - 1, Beyond.REPORT_AT_ITS_END, true);
  }

  /**
   * Returns a splitter for the notification socket: at most {@value #INTEREST_BYTES} bytes a line
   * with its newline, a longer one is reported at once; a CR before the newline is dropped.
   */
  public static LineSplitter ofInterests() {
    return new LineSplitter(INTEREST_BYTES - 1, Beyond.REPORT_AT_ONCE, true);
  }

  /**
   * Returns a splitter for what a listener is told: a line is cut at {@value #MESSAGE_BYTES} bytes
   * with its newline, never reported as too long; a CR before the newline is dropped.
   */
  public static LineSplitter ofMessages() {
    return new LineSplitter(MESSAGE_BYTES - 1, Beyond.CUT, true);
  }

  /**
   * Returns a splitter for what workers answer: at most {@value #ANSWER_BYTES} bytes a line with
   * its newline, a longer one is reported at once; nothing is dropped.
   */
  public static LineSplitter ofAnswers() {
    return new LineSplitter(ANSWER_BYTES - 1, Beyond.REPORT_AT_ONCE, false);
  }

  /**
   * Returns a splitter for what workers write to stderr or their status descriptor: a line is cut
   * at {@value #WORKER_TEXT_BYTES} bytes, never reported as too long.
   */
  public static LineSplitter ofWorkerText() {
    return new LineSplitter(WORKER_TEXT_BYTES, Beyond.CUT, true);
  }

  /** Consumes bytes up to the end of a line, or all there are. */
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

  /** Returns the line that the last {@link #next} found; meaningless unless it found one. */
  public String line() {
    return line;
  }

  /** Returns the line that the last {@link #next} found, and keeps it no longer. */
  public String takeLine() {
    String taken = line;
    line = "";
    return taken;
  }

  /** Returns how many bytes are kept of a line that has begun and not ended. */
  public int heldBytes() {
    return heldBytes;
  }

  /** Returns whether a line has begun and not ended. */
  public boolean isInsideLine() {
    return heldBytes > 0 || skipping;
  }

  /**
   * Returns the beginning of a line whose end will never come, and forgets it; empty if there is
   * none, or if it was already too long.
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

package dev.tidegate.protocol.notify;

import dev.tidegate.protocol.wire.PercentEncoding;

/** What a busy worker is said to be doing: at most {@value #MAX_BYTES} printable characters. */
public final class StatusTag {
  /** The longest tag. */
  public static final int MAX_BYTES = 63;

  private StatusTag() {}

  /** Returns the tag of a worker that was handed the command: its first two words, decoded. */
  public static String ofCommand(String line) {
    int first = line.indexOf(' ');
    int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
    int bytes = Math.min(second < 0 ? line.length() : second, MAX_BYTES);
    // Cut before it is decoded, so half an encoded byte may stay at the end; the reference's way.
    return CleanText.of(PercentEncoding.decode(line.substring(0, bytes)), MAX_BYTES);
  }

  /** Returns the tag that a line on the status descriptor means; empty if it changes nothing. */
  public static String ofStatusLine(String line) {
    return CleanText.of(PercentEncoding.decode(line), MAX_BYTES);
  }
}

package dev.tidegate.protocol.notify;

import dev.tidegate.protocol.wire.PercentEncoding;

/**
 * Description of a busy worker's current work: at most {@value #MAX_BYTES} printable characters.
 */
public final class StatusTag {
  /** Maximum length of a tag, in bytes. */
  public static final int MAX_BYTES = 63;

  private StatusTag() {}

  /** Returns the initial tag for a command: its first two words, decoded. */
  public static String ofCommand(String line) {
    int first = line.indexOf(' ');
    int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
    int bytes = Math.min(second < 0 ? line.length() : second, MAX_BYTES);
    // Truncated before decoding, so half an encoded byte may stay at the end, as in the reference.
    return CleanText.of(PercentEncoding.decode(line.substring(0, bytes)), MAX_BYTES);
  }

  /** Returns the tag set by a line on the status descriptor; empty if the line sets none. */
  public static String ofStatusLine(String line) {
    return CleanText.of(PercentEncoding.decode(line), MAX_BYTES);
  }
}

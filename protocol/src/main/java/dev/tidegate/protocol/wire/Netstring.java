package dev.tidegate.protocol.wire;

import java.nio.charset.StandardCharsets;

/** Formats netstrings. */
public final class Netstring {
  private Netstring() {}

  /**
   * Returns the content as a netstring, one byte per char.
   *
   * @throws IllegalArgumentException if it has more than {@link NetstringSplitter#MAX_BYTES} bytes
   */
  public static byte[] print(String content) {
    if (content.length() > NetstringSplitter.MAX_BYTES) {
      throw new IllegalArgumentException(
          "a netstring of " + content.length() + " bytes; at most " + NetstringSplitter.MAX_BYTES);
    }
    return (content.length() + ":" + content + ",").getBytes(StandardCharsets.ISO_8859_1);
  }
}

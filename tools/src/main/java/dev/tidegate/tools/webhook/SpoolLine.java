package dev.tidegate.tools.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A record of the spool: eight hex digits of the text's CRC-32C, a space, the text, a newline.
 *
 * <p>A line, so that an administrator can read the files, and so that what stands behind a damaged
 * record is found again.
 */
final class SpoolLine {
  /** The longest text of a record. */
  static final int MAX_TEXT_BYTES = 4_096;

  private static final int CHECKSUM_BYTES = 8;

  /** The longest line, with its newline. */
  static final int MAX_BYTES = CHECKSUM_BYTES + 1 + MAX_TEXT_BYTES + 1;

  private static final HexFormat HEX = HexFormat.of();

  private SpoolLine() {}

  /** Returns the line of a text, with its newline. */
  static byte[] of(byte[] text) {
    if (text.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a record of " + text.length + " bytes");
    }
    byte[] line = new byte[CHECKSUM_BYTES + 1 + text.length + 1];
    System.arraycopy(checksum(text), 0, line, 0, CHECKSUM_BYTES);
    line[CHECKSUM_BYTES] = ' ';
    System.arraycopy(text, 0, line, CHECKSUM_BYTES + 1, text.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Returns the text of a line that is given without its newline; empty if it is damaged. */
  static Optional<byte[]> text(byte[] line) {
    if (line.length <= CHECKSUM_BYTES || line[CHECKSUM_BYTES] != ' ') {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(line, CHECKSUM_BYTES + 1, line.length);
    boolean isWhole = Arrays.equals(checksum(text), 0, 8, line, 0, CHECKSUM_BYTES);
    return isWhole ? Optional.of(text) : Optional.empty();
  }

  private static byte[] checksum(byte[] text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text);
    return HEX.toHexDigits((int) checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }
}

package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a spool has been delivered, and what was given up of it.
 *
 * <p>It is one line of fixed length that is written over itself. It is not synced with each event:
 * what was delivered since the last time may be delivered again after a power cut.
 *
 * @param spool 16 hex digits, others for each spool
 * @param segment the number of the segment that is read
 * @param offset where in it the next record begins
 * @param givenUp how many events were given up since the spool was made
 * @param told of how many of these the receiver knows
 * @param telling of how many it will know when the event that tells it has been taken; the same as
 *     {@code told} if there is none under way
 */
record Position(String spool, long segment, long offset, long givenUp, long told, long telling) {
  private static final Pattern FORM =
      Pattern.compile(
          "spool=([0-9a-f]{16}) segment=(\\d{1,19}) offset=(\\d{1,19})"
              + " givenUp=(\\d{1,19}) told=(\\d{1,19}) telling=(\\d{1,19}) *");

  private static final int MAX_BYTES = 256;

  /** Returns that of a new spool. */
  static Position start(RandomGenerator random) {
    return new Position(HexFormat.of().toHexDigits(random.nextLong()), 0, 0, 0, 0, 0);
  }

  Position at(long newSegment, long newOffset) {
    return new Position(spool, newSegment, newOffset, givenUp, told, telling);
  }

  Position plusGivenUp(long count) {
    return new Position(spool, segment, offset, givenUp + count, told, telling);
  }

  /** With the next telling begun, if none is under way and there is something to tell. */
  Position beginTelling() {
    return telling > told ? this : new Position(spool, segment, offset, givenUp, told, givenUp);
  }

  Position endTelling() {
    return new Position(spool, segment, offset, givenUp, telling, telling);
  }

  /** Returns what the file says; empty if it is new or damaged. */
  static Optional<Position> read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
      // Until it is whole.
    }
    String whole = new String(bytes.array(), 0, bytes.position(), US_ASCII);
    int end = whole.indexOf('\n');
    if (end < 0) {
      return Optional.empty();
    }
    return SpoolLine.text(whole.substring(0, end).getBytes(US_ASCII)).flatMap(Position::parse);
  }

  private static Optional<Position> parse(byte[] text) {
    Matcher parts = FORM.matcher(new String(text, US_ASCII));
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Position(
              parts.group(1),
              Long.parseLong(parts.group(2)),
              Long.parseLong(parts.group(3)),
              Long.parseLong(parts.group(4)),
              Long.parseLong(parts.group(5)),
              Long.parseLong(parts.group(6))));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  void write(FileChannel file) throws IOException {
    String text =
        String.format(
            "spool=%s segment=%d offset=%d givenUp=%d told=%d telling=%d",
            spool, segment, offset, givenUp, told, telling);
    ByteBuffer line =
        ByteBuffer.wrap(SpoolLine.of(String.format("%-200s", text).getBytes(US_ASCII)));
    while (line.hasRemaining()) {
      file.write(line, line.position());
    }
  }
}

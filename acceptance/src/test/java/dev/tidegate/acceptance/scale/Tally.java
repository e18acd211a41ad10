package dev.tidegate.acceptance.scale;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/**
 * What one listener to {@code ?*} has been told: how much, and the picture of the pool that this
 * leaves it with. Read by other threads once it has been quiet.
 */
final class Tally implements Crowd.Ear {
  private static final int LINE_BYTES = 512;

  private final char[] states;
  private final CRC32 checksum = new CRC32();
  private final byte[] line = new byte[LINE_BYTES];
  private int length;
  private long free = -1;
  private char level = '?';
  private long dropped;
  private boolean ended;
  private final AtomicLong messages = new AtomicLong();

  Tally(int slots) {
    states = new char[slots];
    Arrays.fill(states, 'S');
  }

  @Override
  public void heard(ByteBuffer bytes) {
    checksum.update(bytes.duplicate());
    long lines = 0;
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        take();
        lines++;
        length = 0;
      } else {
        line[length++] = next;
      }
    }
    messages.addAndGet(lines);
  }

  @Override
  public void ended() {
    ended = true;
  }

  private void take() {
    switch (line[0]) {
      case 'S' -> takeStatus();
      case 'F' -> free = number(2);
      case 'Y', 'Z' -> level = (char) line[0];
      case '*' -> takeRemark();
      default -> {}
    }
  }

  private void takeStatus() {
    int space = 2;
    while (line[space] != ' ') {
      space++;
    }
    // "S 12 StateChange Idle -> Busy": a tag never begins with that word.
    if (line[space + 1] == 'S' && line[space + 6] == 'C') {
      int last = length - 1;
      while (line[last] != ' ') {
        last--;
      }
      states[(int) number(2)] = (char) line[last + 1];
    }
  }

  private void takeRemark() {
    if (line[1] == 'E') {
      dropped += number("*ERR ".length());
    }
  }

  private long number(int from) {
    long value = 0;
    for (int at = from; at < length && line[at] >= '0' && line[at] <= '9'; at++) {
      value = value * 10 + line[at] - '0';
    }
    return value;
  }

  /** Forgets how much it was told, not what. */
  void restart() {
    messages.set(0);
    checksum.reset();
  }

  long messages() {
    return messages.get();
  }

  long checksum() {
    return checksum.getValue();
  }

  long dropped() {
    return dropped;
  }

  boolean hasEnded() {
    return ended;
  }

  /** One letter a slot, as it was told last. */
  String states() {
    return new String(states);
  }

  /** The number that it was told last, and the level. */
  String freeAndLevel() {
    return free + " " + level;
  }
}

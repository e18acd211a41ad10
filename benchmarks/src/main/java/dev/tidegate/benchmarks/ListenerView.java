package dev.tidegate.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one listener was told: counts of its messages and of those that were dropped, and the state
 * of the pool as it must believe it to be. It looks at as few bytes as it can.
 */
final class ListenerView {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;

  private static final byte[] STATE_CHANGE = latin1("StateChange ");
  private static final byte[] DROPPED = latin1("*ERR ");
  private static final byte[] SNAPSHOT_BEGIN = latin1("*OK snapshot begin");
  private static final byte[] SNAPSHOT_END = latin1("*OK snapshot end");
  private static final byte[] JSON_SNAPSHOT_END = latin1("\"type\":\"snapshot\"");

  /** Bytes of a line whose end has not been read; grows for a line of JSON. */
  private byte[] rest = new byte[256];

  private int restLength;

  /** One letter a slot as the command {@code status} has it; 0 while nothing was told of it. */
  private final byte[] states;

  private int free = -1;
  private byte level;
  private boolean catchingUp;
  private boolean inSnapshot;
  private int snapshots;
  private long statusCount;
  private long freeCount;
  private long otherCount;
  private long dropped;
  private long drops;

  /** What a pool is really like: a letter a slot, and how many are free. */
  record Truth(String states, int free) {}

  ListenerView(int slots) {
    states = new byte[slots];
  }

  /** Messages with news of their own, not those that were told in place of dropped ones. */
  long delivered() {
    return statusCount + freeCount + otherCount;
  }

  /** Messages of the types S and F among those. */
  long statusAndFree() {
    return statusCount + freeCount;
  }

  long dropped() {
    return dropped;
  }

  /** How often it was told of dropped messages. */
  long drops() {
    return drops;
  }

  int snapshots() {
    return snapshots;
  }

  /** Whether nothing that it was told, or was told last, differs from that. */
  boolean agreesWith(Truth truth) {
    if (catchingUp || restLength != 0 || (free >= 0 && free != truth.free())) {
      return false;
    }
    if (level != 0 && (level == 'Y') != (truth.free() > 0)) {
      return false;
    }
    for (int slot = 0; slot < states.length; slot++) {
      if (states[slot] != 0 && states[slot] != truth.states().charAt(slot)) {
        return false;
      }
    }
    return true;
  }

  /** Takes what has arrived, lines cut anywhere. */
  void read(byte[] bytes, int length) {
    int start = 0;
    if (restLength > 0) {
      int end = newline(bytes, 0, length);
      start = end < 0 ? length : end + 1;
      keep(bytes, 0, start);
      if (end < 0) {
        return;
      }
      line(rest, 0, restLength - 1);
      restLength = 0;
    }
    int end = newline(bytes, start, length);
    while (end >= 0) {
      line(bytes, start, end);
      start = end + 1;
      end = newline(bytes, start, length);
    }
    keep(bytes, start, length - start);
  }

  private void keep(byte[] bytes, int from, int count) {
    if (restLength + count > rest.length) {
      rest = Arrays.copyOf(rest, Math.max(2 * rest.length, restLength + count));
    }
    System.arraycopy(bytes, from, rest, restLength, count);
    restLength += count;
  }

  /** The next newline, eight bytes at a time, or -1. */
  private static int newline(byte[] bytes, int from, int length) {
    int index = from;
    for (; index + Long.BYTES <= length; index += Long.BYTES) {
      long word = (long) WORD.get(bytes, index) ^ NEWLINES;
      long found = (word - ONES) & ~word & HIGH_BITS;
      if (found != 0) {
        return index + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    for (; index < length; index++) {
      if (bytes[index] == '\n') {
        return index;
      }
    }
    return -1;
  }

  private void line(byte[] bytes, int start, int end) {
    if (start == end) {
      return;
    }
    boolean news = !catchingUp && !inSnapshot;
    byte letter = bytes[start];
    switch (letter) {
      case 'S' -> {
        statusCount += news ? 1 : 0;
        status(bytes, start + 2, end);
      }
      case 'F' -> {
        freeCount += news ? 1 : 0;
        free = (int) number(bytes, start + 2, end);
      }
      case 'Y', 'Z' -> {
        otherCount += news ? 1 : 0;
        level = letter;
        // The level is the last that is told in place of dropped messages.
        catchingUp = false;
      }
      case '*' -> comment(bytes, start, end);
      case '{' -> snapshots += contains(bytes, start, end, JSON_SNAPSHOT_END) ? 1 : 0;
      default -> otherCount += news ? 1 : 0;
    }
  }

  private void status(byte[] bytes, int from, int end) {
    int slot = 0;
    int index = from;
    for (; index < end && bytes[index] != ' '; index++) {
      slot = slot * 10 + bytes[index] - '0';
    }
    int text = index + 1;
    if (slot >= 0 && slot < states.length && startsWith(bytes, text, end, STATE_CHANGE)) {
      int last = end - 1;
      while (bytes[last] != ' ') {
        last--;
      }
      states[slot] = bytes[last + 1];
    }
  }

  private void comment(byte[] bytes, int start, int end) {
    if (startsWith(bytes, start, end, DROPPED)) {
      dropped += number(bytes, start + DROPPED.length, end);
      drops++;
      catchingUp = true;
    } else if (startsWith(bytes, start, end, SNAPSHOT_BEGIN)) {
      inSnapshot = true;
    } else if (startsWith(bytes, start, end, SNAPSHOT_END)) {
      inSnapshot = false;
      snapshots++;
    }
  }

  private static long number(byte[] bytes, int from, int end) {
    long number = 0;
    for (int index = from; index < end && bytes[index] >= '0' && bytes[index] <= '9'; index++) {
      number = number * 10 + bytes[index] - '0';
    }
    return number;
  }

  private static boolean startsWith(byte[] bytes, int start, int end, byte[] prefix) {
    return end - start >= prefix.length
        && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
  }

  private static boolean contains(byte[] bytes, int start, int end, byte[] part) {
    for (int from = start; from + part.length <= end; from++) {
      if (bytes[from] == part[0] && startsWith(bytes, from, end, part)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

package dev.tidegate.pool.feed;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encoded slots of the latest state, shared by all listeners that request it: a thousand listeners
 * at once cost one encoding.
 */
final class SnapshotCache {
  private static final byte[] UNPRINTED = {};

  private final int maxBytes;
  private byte[][] texts;
  private @Nullable StateAt latest;
  private long bytes;

  /** Makes one for so many slots, to begin with. */
  SnapshotCache(int slots, int maxBytes) {
    this.maxBytes = maxBytes;
    texts = new byte[slots][];
    Arrays.fill(texts, UNPRINTED);
  }

  /** Returns a slot's text; prints it at the first call. */
  byte[] text(StateAt state, int slot, Supplier<byte[]> print) {
    if (latest == null || isLater(state, latest)) {
      latest = state;
      bytes = 0;
      Arrays.fill(texts, UNPRINTED);
    }
    if (!state.equals(latest)) {
      return print.get();
    }
    if (slot >= texts.length) {
      texts = withRoomFor(slot, texts);
    }
    if (texts[slot].length > 0) {
      return texts[slot];
    }
    byte[] text = print.get();
    if (bytes + text.length <= maxBytes) {
      bytes += text.length;
      texts[slot] = text;
    }
    return text;
  }

  /** Returns texts by slot that have at least this slot; those that are new are empty. */
  static byte[][] withRoomFor(int slot, byte[][] texts) {
    int before = texts.length;
    byte[][] more = Arrays.copyOf(texts, Math.max(slot + 1, before + before / 2));
    Arrays.fill(more, before, more.length, UNPRINTED);
    return more;
  }

  private static boolean isLater(StateAt one, StateAt other) {
    return one.untilSeq() != other.untilSeq()
        ? one.untilSeq() > other.untilSeq()
        : one.counts().nanos() > other.counts().nanos();
  }
}

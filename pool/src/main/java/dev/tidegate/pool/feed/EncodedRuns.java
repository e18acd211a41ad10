package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs of events as encoded for one listener, for others with the same interest at the same place:
 * a thousand listeners cost one encoding of each event, and a copy each.
 *
 * <p>Listeners that keep up are at the same places, as each continues at the end of a run. The
 * oldest are forgotten beyond {@value #MOST_BYTES} bytes.
 */
final class EncodedRuns {
  static final int MOST_BYTES = 1 << 20;

  /** Approximate cost besides the text. */
  private static final int OVERHEAD_BYTES = 256;

  /** Key: encoder, types, first event. */
  private record Beginning(Encoder encoder, Interest interest, long fromSeq) {}

  /** A run up to, not including, {@code endSeq}. */
  static final class EncodedRun {
    final long endSeq;
    final byte[] text;

    /** How many events of each type there were before its end. */
    final long[] passed;

    EncodedRun(long endSeq, byte[] text, long[] passed) {
      this.endSeq = endSeq;
      this.text = text;
      this.passed = passed;
    }
  }

  private final Map<Beginning, EncodedRun> kept = new LinkedHashMap<>();
  private int bytes;

  /** No run that was ever kept begins later. */
  private long lastFromSeq;

  /** Returns the run that begins with this event, if one is kept. */
  @Nullable EncodedRun find(Encoder encoder, Interest interest, long fromSeq) {
    // Most ask last of all for one at the end of the ring, where none begins.
    return fromSeq > lastFromSeq ? null : kept.get(new Beginning(encoder, interest, fromSeq));
  }

  void keep(Encoder encoder, Interest interest, long fromSeq, EncodedRun run) {
    lastFromSeq = Math.max(lastFromSeq, fromSeq);
    EncodedRun before = kept.put(new Beginning(encoder, interest, fromSeq), run);
    bytes += bytesOf(run) - (before == null ? 0 : bytesOf(before));
    for (Iterator<EncodedRun> oldest = kept.values().iterator(); bytes > MOST_BYTES; ) {
      bytes -= bytesOf(oldest.next());
      oldest.remove();
    }
  }

  int bytes() {
    return bytes;
  }

  private static int bytesOf(EncodedRun run) {
    return run.text.length + OVERHEAD_BYTES;
  }
}

package dev.tidegate.pool.feed;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cache of the latest encoded events: listeners that read them at about the same time share one
 * encoding; one that lags far behind has its own.
 */
final class RecentTexts {
  private static final int EVENTS = 1_024;

  private final byte[] @Nullable [] texts = new byte[EVENTS][];

  /** Which event each text is of. */
  private final long[] seqs = new long[EVENTS];

  byte[] text(RingEntry event, Function<RingEntry, byte[]> print) {
    int at = (int) (event.seq % EVENTS);
    byte[] kept = texts[at];
    if (kept != null && seqs[at] == event.seq) {
      return kept;
    }
    byte[] text = print.apply(event);
    texts[at] = text;
    seqs[at] = event.seq;
    return text;
  }
}

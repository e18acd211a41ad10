package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last events, numbered from 1 without a gap, and what the pool looks like after them.
 *
 * <p>The text of an event is made once, when the first listener wants it.
 */
final class Ring {
  private static final byte[] UNPRINTED = {};
  private static final byte[] NONE_FREE = plain(MessageType.NONE_FREE);
  private static final byte[] SOME_FREE = plain(MessageType.SOME_FREE);
  private static final byte[] BUSY_TIMEOUT = plain(MessageType.BUSY_TIMEOUT);
  private static final byte[] WORKER_DIED = plain(MessageType.WORKER_DIED);
  private static final byte[] REREAD = plain(MessageType.REREAD);

  private final @Nullable Published[] events;

  /** By the same place; {@link #UNPRINTED} as long as nobody wanted it. */
  private final byte[][] texts;

  private final long[] totals = new long[MessageType.values().length];
  private final SlotView[] slots;
  private int free;
  private boolean noneFree;
  private long lastSeq;

  Ring(int size, int maxWorkers) {
    events = new Published[size];
    texts = new byte[size][];
    Arrays.fill(texts, UNPRINTED);
    slots = new SlotView[maxWorkers];
    Arrays.fill(slots, SlotView.UNTOLD);
    free = maxWorkers;
  }

  void add(Notice notice, PoolCounts counts, int queued, long wallMillis) {
    lastSeq++;
    totals[notice.type().index()]++;
    SlotView before = remember(notice);
    int at = place(lastSeq);
    events[at] = new Published(notice, before, counts, queued, wallMillis);
    texts[at] = UNPRINTED;
  }

  private SlotView remember(Notice notice) {
    return switch (notice) {
      case Notice.StateChanged(int slot, _, var from, var to, _) ->
          replace(slot, new SlotView(from, to, "", lastSeq));
      case Notice.Tagged(int slot, _, String tag) ->
          replace(slot, new SlotView(slots[slot].from(), slots[slot].to(), tag, lastSeq));
      case Notice.FreeWorkers(int now) -> {
        free = now;
        yield SlotView.UNTOLD;
      }
      case Notice.NoneFree none -> {
        noneFree = true;
        yield SlotView.UNTOLD;
      }
      case Notice.SomeFree some -> {
        noneFree = false;
        yield SlotView.UNTOLD;
      }
      case Notice.BusyTimeout timeout -> SlotView.UNTOLD;
      case Notice.WorkerDied died -> SlotView.UNTOLD;
      case Notice.Reread reread -> SlotView.UNTOLD;
    };
  }

  private SlotView replace(int slot, SlotView now) {
    SlotView before = slots[slot];
    slots[slot] = now;
    return before;
  }

  /** Returns the number of the latest event, 0 if there was none. */
  long lastSeq() {
    return lastSeq;
  }

  /** Returns the number of the oldest event that is still here; one beyond the last if none is. */
  long oldestSeq() {
    return Math.max(1, lastSeq - events.length + 1);
  }

  /** Returns how many events of each type there have been, by {@link MessageType#index}. */
  long[] totals() {
    return totals;
  }

  int slotCount() {
    return slots.length;
  }

  /** Returns the present number of free workers. */
  int free() {
    return free;
  }

  /** Returns whether the present level is that none is free. */
  boolean noneFree() {
    return noneFree;
  }

  /** Returns what was told about a slot before the event {@code seq}, which is still here. */
  SlotView slotBefore(int slot, long seq) {
    SlotView view = slots[slot];
    while (view.changedSeq() >= seq) {
      view = event(view.changedSeq()).before();
    }
    return view;
  }

  /** Returns an event that is still here. */
  Published event(long seq) {
    Published event = events[place(seq)];
    if (event == null || seq < oldestSeq() || seq > lastSeq) {
      throw new IllegalArgumentException("event " + seq + " of " + oldestSeq() + "…" + lastSeq);
    }
    return event;
  }

  /** Returns the message of an event that is still here; not to be changed. */
  byte[] text(long seq) {
    int at = place(seq);
    byte[] text = texts[at];
    if (text.length == 0) {
      text = print(event(seq).notice());
      texts[at] = text;
    }
    return text;
  }

  private static byte[] print(Notice notice) {
    return switch (notice) {
      case Notice.StateChanged(int slot, _, var from, var to, _) ->
          NotifyText.bytes(NotifyText.stateChange(slot, from.word(), to.word()));
      case Notice.Tagged(int slot, _, String tag) -> NotifyText.bytes(NotifyText.tag(slot, tag));
      case Notice.FreeWorkers(int free) -> NotifyText.bytes(NotifyText.freeWorkers(free));
      case Notice.NoneFree none -> NONE_FREE;
      case Notice.SomeFree some -> SOME_FREE;
      case Notice.BusyTimeout timeout -> BUSY_TIMEOUT;
      case Notice.WorkerDied died -> WORKER_DIED;
      case Notice.Reread reread -> REREAD;
    };
  }

  private static byte[] plain(MessageType type) {
    return NotifyText.bytes(NotifyText.plain(type));
  }

  private int place(long seq) {
    return (int) (seq % events.length);
  }
}

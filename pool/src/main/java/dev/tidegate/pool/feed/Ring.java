package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last events, numbered from 1 without a gap, and what the pool looks like after them.
 *
 * <p>The text of an event is made when the first listener wants it, and once for all events that
 * say the same, but for tags.
 */
final class Ring {
  private static final byte[] UNPRINTED = {};
  private static final byte[] NONE_FREE = plain(MessageType.NONE_FREE);
  private static final byte[] SOME_FREE = plain(MessageType.SOME_FREE);
  private static final byte[] BUSY_TIMEOUT = plain(MessageType.BUSY_TIMEOUT);
  private static final byte[] WORKER_DIED = plain(MessageType.WORKER_DIED);
  private static final byte[] REREAD = plain(MessageType.REREAD);

  private final @Nullable Entry[] entries;

  /** By state before, state after and slot; {@link #UNPRINTED} as long as nobody wanted it. */
  private final Map<WorkerState, Map<WorkerState, byte[][]>> changeTexts =
      new EnumMap<>(WorkerState.class);

  /** By the number of free workers. */
  private final Map<Integer, byte[]> freeTexts = new HashMap<>();

  private final long[] totals = new long[MessageType.values().length];
  private final SlotView[] slots;
  private int free;
  private boolean noneFree;
  private long lastSeq;

  Ring(int size, int maxWorkers) {
    entries = new Entry[size];
    slots = new SlotView[maxWorkers];
    Arrays.fill(slots, SlotView.UNTOLD);
    free = maxWorkers;
  }

  void add(Notice notice, PoolCounts counts, int queued, long wallMillis) {
    lastSeq++;
    totals[notice.type().index()]++;
    Entry entry = entryFor(lastSeq);
    entry.set(lastSeq, notice, counts, queued, wallMillis);
    remember(notice, entry);
  }

  private Entry entryFor(long seq) {
    int at = place(seq);
    Entry entry = entries[at];
    if (entry == null) {
      entry = new Entry();
      entries[at] = entry;
    }
    return entry;
  }

  private void remember(Notice notice, Entry entry) {
    switch (notice) {
      case Notice.StateChanged(int slot, _, var from, var to, _) ->
          entry.setBefore(replace(slot, new SlotView(from, to, "", lastSeq)));
      case Notice.Tagged(int slot, _, String tag) ->
          entry.setBefore(
              replace(slot, new SlotView(slots[slot].from(), slots[slot].to(), tag, lastSeq)));
      case Notice.FreeWorkers(int now) -> free = now;
      case Notice.NoneFree none -> noneFree = true;
      case Notice.SomeFree some -> noneFree = false;
      case Notice.BusyTimeout timeout -> {}
      case Notice.WorkerDied died -> {}
      case Notice.Reread reread -> {}
    }
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
    return Math.max(1, lastSeq - entries.length + 1);
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
  Entry event(long seq) {
    Entry entry = entries[place(seq)];
    if (entry == null || entry.seq != seq) {
      throw new IllegalArgumentException("event " + seq + " of " + oldestSeq() + "…" + lastSeq);
    }
    return entry;
  }

  /** Returns the message of an event; not to be changed. */
  byte[] text(Entry entry) {
    if (entry.text.length == 0) {
      entry.text =
          switch (entry.type) {
            case STATUS -> entry.isTag ? tagText(entry) : changeText(entry);
            case FREE_WORKERS -> freeText(entry.freeTold);
            case NONE_FREE -> NONE_FREE;
            case SOME_FREE -> SOME_FREE;
            case BUSY_TIMEOUT -> BUSY_TIMEOUT;
            case WORKER_DIED -> WORKER_DIED;
            case REREAD -> REREAD;
          };
    }
    return entry.text;
  }

  private static byte[] tagText(Entry entry) {
    return NotifyText.bytes(NotifyText.tag(entry.slot, entry.words));
  }

  private byte[] changeText(Entry entry) {
    byte[][] bySlot =
        changeTexts
            .computeIfAbsent(entry.from, first -> new EnumMap<>(WorkerState.class))
            .computeIfAbsent(entry.to, first -> unprinted(slots.length));
    if (bySlot[entry.slot].length == 0) {
      bySlot[entry.slot] =
          NotifyText.bytes(NotifyText.stateChange(entry.slot, entry.from.word(), entry.to.word()));
    }
    return bySlot[entry.slot];
  }

  private byte[] freeText(int free) {
    return freeTexts.computeIfAbsent(
        free, number -> NotifyText.bytes(NotifyText.freeWorkers(number)));
  }

  private static byte[][] unprinted(int count) {
    byte[][] texts = new byte[count][];
    Arrays.fill(texts, UNPRINTED);
    return texts;
  }

  private static byte[] plain(MessageType type) {
    return NotifyText.bytes(NotifyText.plain(type));
  }

  private int place(long seq) {
    return (int) (seq % entries.length);
  }
}

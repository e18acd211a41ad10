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

  // By the same places, what is no number of an event.

  /** The events of rare kinds. */
  private final @Nullable Notice[] rare;

  /** The reason of a change, or the tag. */
  private final String[] words;

  /** The tag that the slot had before. */
  private final String[] tagsBefore;

  /** The message, {@link #UNPRINTED} as long as nobody wanted it. */
  private final byte[][] texts;

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
    rare = new Notice[size];
    words = new String[size];
    tagsBefore = new String[size];
    texts = unprinted(size);
    slots = new SlotView[maxWorkers];
    Arrays.fill(slots, SlotView.UNTOLD);
    free = maxWorkers;
  }

  void add(Notice notice, PoolCounts counts, int queued, long wallMillis) {
    lastSeq++;
    totals[notice.type().index()]++;
    int at = place(lastSeq);
    Entry entry = entryAt(at);
    entry.set(lastSeq, notice, counts, queued, wallMillis);
    rare[at] = null;
    words[at] = "";
    texts[at] = UNPRINTED;
    SlotView before = remember(notice, at);
    entry.setBefore(before);
    tagsBefore[at] = before.tag();
  }

  private Entry entryAt(int at) {
    Entry entry = entries[at];
    if (entry == null) {
      entry = new Entry();
      entries[at] = entry;
    }
    return entry;
  }

  /** Returns what was told before about the slot that the event is about, if it is about one. */
  private SlotView remember(Notice notice, int at) {
    switch (notice) {
      case Notice.StateChanged(int slot, _, var from, var to, String reason) -> {
        words[at] = reason;
        return replace(slot, new SlotView(from, to, "", lastSeq));
      }
      case Notice.Tagged(int slot, _, String tag) -> {
        words[at] = tag;
        return replace(slot, new SlotView(slots[slot].from(), slots[slot].to(), tag, lastSeq));
      }
      case Notice.FreeWorkers(int now) -> free = now;
      case Notice.NoneFree none -> noneFree = true;
      case Notice.SomeFree some -> noneFree = false;
      case Notice.BusyTimeout timeout -> rare[at] = timeout;
      case Notice.WorkerDied died -> rare[at] = died;
      case Notice.Reread reread -> rare[at] = reread;
    }
    return SlotView.UNTOLD;
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
      view = event(view.changedSeq()).before(tagsBefore[place(view.changedSeq())]);
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

  /** Returns the message of an event that is still here; not to be changed. */
  byte[] text(Entry entry) {
    int at = place(entry.seq);
    if (texts[at].length == 0) {
      texts[at] =
          switch (entry.type()) {
            case STATUS -> entry.isTag ? tagText(entry, words[at]) : changeText(entry);
            case FREE_WORKERS -> freeText(entry.freeTold);
            case NONE_FREE -> NONE_FREE;
            case SOME_FREE -> SOME_FREE;
            case BUSY_TIMEOUT -> BUSY_TIMEOUT;
            case WORKER_DIED -> WORKER_DIED;
            case REREAD -> REREAD;
          };
    }
    return texts[at];
  }

  private static byte[] tagText(Entry entry, String tag) {
    return NotifyText.bytes(NotifyText.tag(entry.slot, tag));
  }

  private byte[] changeText(Entry entry) {
    byte[][] bySlot =
        changeTexts
            .computeIfAbsent(entry.from(), first -> new EnumMap<>(WorkerState.class))
            .computeIfAbsent(entry.to(), first -> unprinted(slots.length));
    if (bySlot[entry.slot].length == 0) {
      bySlot[entry.slot] =
          NotifyText.bytes(
              NotifyText.stateChange(entry.slot, entry.from().word(), entry.to().word()));
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

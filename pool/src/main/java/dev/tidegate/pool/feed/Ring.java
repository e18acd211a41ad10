package dev.tidegate.pool.feed;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last events, numbered from 1 without a gap, and the state of the pool after them.
 *
 * <p>It is bounded by their number and by the bytes of the texts that are kept with them.
 */
final class Ring {
  private static final MessageType[] TYPES = MessageType.values();

  private final int maxBytes;
  private final @Nullable RingEntry[] entries;

  // By the same places, what is no number of an event.

  /** The events of rare kinds. */
  private final @Nullable FeedEvent[] rare;

  /** The reason of a change, or the tag. */
  private final String[] words;

  /** The tag that the slot had before. */
  private final String[] tagsBefore;

  /** The command that the slot worked on before; a tag does not change it. */
  private final String[] commandsBefore;

  /** Of the texts: they are long out of the processor's cache when they are forgotten. */
  private final int[] textBytes;

  private final long[] totals = new long[TYPES.length];

  /** How many events of each type are no longer here. */
  private final long[] forgotten = new long[totals.length];

  private SlotView[] slots;
  private int free;
  private boolean noneFree;
  private long lastSeq;
  private long oldestSeq = 1;
  private long bytes;

  Ring(int size, int maxBytes, int maxWorkers, long nanos) {
    this.maxBytes = maxBytes;
    entries = new RingEntry[size];
    rare = new FeedEvent[size];
    words = empty(size);
    tagsBefore = empty(size);
    commandsBefore = empty(size);
    textBytes = new int[size];
    slots = new SlotView[maxWorkers];
    Arrays.fill(slots, SlotView.unpublished(nanos));
    free = maxWorkers;
  }

  private static String[] empty(int size) {
    String[] texts = new String[size];
    Arrays.fill(texts, "");
    return texts;
  }

  void add(FeedEvent event, PoolCounts counts, Now now) {
    if (lastSeq - oldestSeq + 1 == entries.length) {
      forgetOldest();
    }
    lastSeq++;
    totals[event.type().index()]++;
    int at = place(lastSeq);
    RingEntry entry = entryAt(at);
    entry.set(lastSeq, event, counts, now.wallMillis());
    remember(event, entry, at, now.monotonicNanos());
    textBytes[at] = textBytesAt(at);
    bytes += textBytes[at];
    while (bytes > maxBytes && oldestSeq < lastSeq) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    forgotten[event(oldestSeq).type().index()]++;
    int at = place(oldestSeq++);
    bytes -= textBytes[at];
    rare[at] = null;
    words[at] = "";
    tagsBefore[at] = "";
    commandsBefore[at] = "";
  }

  private int textBytesAt(int at) {
    int ofRare =
        switch (rare[at]) {
          case FeedEvent.BusyTimeout timeout ->
              timeout.command().length() + timeout.queueId().length();
          case FeedEvent.WorkerDied died -> died.command().length() + died.queueId().length();
          case FeedEvent.RereadFailed failed ->
              failed.how().length() + failed.stderr().stream().mapToInt(String::length).sum();
          case null, default -> 0;
        };
    return ofRare + words[at].length() + tagsBefore[at].length() + commandsBefore[at].length();
  }

  private RingEntry entryAt(int at) {
    RingEntry entry = entries[at];
    if (entry == null) {
      entry = new RingEntry();
      entries[at] = entry;
    }
    return entry;
  }

  private void remember(FeedEvent event, RingEntry entry, int at, long nanos) {
    switch (event) {
      case FeedEvent.StateChanged(
              int slot,
              int pid,
              var from,
              var to,
              String reason,
              String command) -> {
        words[at] = reason;
        commandsBefore[at] = slots[slot].command();
        int process = to == WorkerState.STOPPED ? -1 : pid;
        replace(entry, at, new SlotView(from, to, process, "", command, lastSeq, nanos));
      }
      case FeedEvent.Tagged(int slot, _, String tag) -> {
        SlotView now = slots[slot];
        words[at] = tag;
        replace(
            entry,
            at,
            new SlotView(
                now.from(), now.to(), now.pid(), tag, now.command(), lastSeq, now.sinceNanos()));
      }
      case FeedEvent.FreeWorkers(int now) -> free = now;
      case FeedEvent.NoneFree none -> noneFree = true;
      case FeedEvent.SomeFree some -> noneFree = false;
      case FeedEvent.ServiceableWorkers serviceable -> {}
      case FeedEvent.BusyTimeout timeout -> rare[at] = timeout;
      case FeedEvent.WorkerDied died -> rare[at] = died;
      case FeedEvent.Reread reread -> rare[at] = reread;
      case FeedEvent.RereadFailed failed -> rare[at] = failed;
    }
  }

  private void replace(RingEntry entry, int at, SlotView now) {
    SlotView before = slots[entry.slot];
    entry.setBefore(before);
    tagsBefore[at] = before.tag();
    slots[entry.slot] = now;
  }

  /** Returns the number of the latest event, 0 if there was none. */
  long lastSeq() {
    return lastSeq;
  }

  /** Returns the number of the oldest event that is still here; one beyond the last if none is. */
  long oldestSeq() {
    return oldestSeq;
  }

  /** Returns how many events of each type there have been, by {@link MessageType#index}. */
  long[] totals() {
    return totals;
  }

  /** Returns how many events of these types are still here. */
  long countKept(Interest types) {
    long count = 0;
    for (MessageType each : TYPES) {
      count += types.wants(each) ? totals[each.index()] - forgotten[each.index()] : 0;
    }
    return count;
  }

  /** Adds how many events of each of these types there are in a range that is still here. */
  void count(long fromSeq, long toSeq, Interest types, long[] counts) {
    for (long seq = fromSeq; seq < toSeq; seq++) {
      MessageType type = event(seq).type();
      counts[type.index()] += types.wants(type) ? 1 : 0;
    }
  }

  /** Adds slots, which were stopped so far, up to that number of slots. */
  void grow(int slotCount, long nanos) {
    int before = slots.length;
    if (slotCount > before) {
      slots = Arrays.copyOf(slots, slotCount);
      Arrays.fill(slots, before, slotCount, SlotView.unpublished(nanos));
    }
  }

  int slotCount() {
    return slots.length;
  }

  /** Returns the present state. */
  StateAt state(CountsAt counts) {
    return new StateAt(lastSeq + 1, free, noneFree, counts);
  }

  /** Returns the view of a slot before the event {@code seq}, which is still in the ring. */
  SlotView slotBefore(int slot, long seq) {
    SlotView view = slots[slot];
    while (view.changedSeq() >= seq) {
      RingEntry entry = event(view.changedSeq());
      int at = place(entry.seq);
      view = entry.before(tagsBefore[at], entry.isTag ? view.command() : commandsBefore[at]);
    }
    return view;
  }

  /** Returns an event that is still here. */
  RingEntry event(long seq) {
    RingEntry entry = entries[place(seq)];
    if (entry == null || entry.seq != seq || seq < oldestSeq) {
      throw new IllegalArgumentException("event " + seq + " of " + oldestSeq + "…" + lastSeq);
    }
    return entry;
  }

  /** Returns the reason of a change, or a tag; empty for other events. */
  String words(RingEntry entry) {
    return words[place(entry.seq)];
  }

  /** Returns the complete event, if it is of a rare kind. */
  Optional<FeedEvent> rare(RingEntry entry) {
    return Optional.ofNullable(rare[place(entry.seq)]);
  }

  private int place(long seq) {
    return (int) (seq % entries.length);
  }
}

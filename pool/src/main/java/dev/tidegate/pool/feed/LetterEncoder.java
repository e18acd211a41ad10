package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Messages as mimedefang-notify(7) has them; each text is made once, but for tags. */
final class LetterEncoder implements Encoder {
  private static final int MAX_SHARED_BYTES = 1 << 20;
  private static final byte[] UNPRINTED = {};
  private static final byte[] SNAPSHOT_BEGIN = NotifyText.bytes(NotifyText.SNAPSHOT_BEGIN);
  private static final byte[] SNAPSHOT_END = NotifyText.bytes(NotifyText.SNAPSHOT_END);
  private static final byte[] ALIVE = NotifyText.bytes(NotifyText.ALIVE);
  private static final byte[] LINE_TOO_LONG = NotifyText.bytes(NotifyText.LINE_TOO_LONG);
  private static final byte[][] PLAIN = plainTexts();

  private final Ring ring;

  /** By state before, state after and slot; {@link #UNPRINTED} until it is first needed. */
  private final Map<WorkerState, Map<WorkerState, byte[][]>> changes =
      new EnumMap<>(WorkerState.class);

  /** By the number of free workers. */
  private final Map<Integer, byte[]> freeTexts = new HashMap<>();

  private final RecentTexts tags = new RecentTexts();
  private final SnapshotCache snapshot;

  LetterEncoder(Ring ring) {
    this.ring = ring;
    snapshot = new SnapshotCache(ring.slotCount(), MAX_SHARED_BYTES);
  }

  private static byte[][] plainTexts() {
    byte[][] texts = new byte[MessageType.values().length][];
    for (MessageType each : MessageType.values()) {
      texts[each.index()] =
          each.hasLetter() ? NotifyText.bytes(NotifyText.plain(each)) : Encoder.NOTHING;
    }
    return texts;
  }

  @Override
  public byte[] event(RingEntry event) {
    return switch (event.type()) {
      case STATUS ->
          event.isTag
              ? tags.text(event, each -> tag(each.slot, ring.words(each)))
              : change(event.slot, event.from(), event.to());
      case FREE_WORKERS -> free(event.freePublished);
      case BUSY_TIMEOUT,
          REREAD,
          WORKER_DIED,
          SOME_FREE,
          NONE_FREE,
          SERVICEABLE_WORKERS,
          REREAD_FAILED ->
          PLAIN[event.type().index()];
    };
  }

  @Override
  public byte[] snapshotBegin() {
    return SNAPSHOT_BEGIN;
  }

  @Override
  public byte[] slot(StateAt state, int slot, long seq) {
    return snapshot.text(
        state, slot, () -> slotText(slot, ring.slotBefore(slot, state.untilSeq())));
  }

  private byte[] slotText(int slot, SlotView view) {
    return view.to() == WorkerState.STOPPED
        ? NOTHING
        : withTag(change(slot, WorkerState.STOPPED, view.to()), slot, view.tag());
  }

  @Override
  public byte[] snapshotEnd(StateAt state, long seq) {
    return SNAPSHOT_END;
  }

  @Override
  public byte[] dropped(StateAt state, long count, long firstSeq, long lastSeq, long seq) {
    return NotifyText.bytes(NotifyText.dropped(count));
  }

  @Override
  public byte[] changedSlot(StateAt state, int slot, SlotView view, long seq) {
    return withTag(change(slot, view.from(), view.to()), slot, view.tag());
  }

  @Override
  public byte[] stated(StateAt state, MessageType type, long seq) {
    return type == MessageType.FREE_WORKERS ? free(state.free()) : PLAIN[type.index()];
  }

  @Override
  public byte[] alive(CountsAt counts, long seq) {
    return ALIVE;
  }

  @Override
  public byte[] lineTooLong(CountsAt counts, long seq) {
    return LINE_TOO_LONG;
  }

  private static byte[] withTag(byte[] change, int slot, String tag) {
    if (tag.isEmpty()) {
      return change;
    }
    byte[] tagText = tag(slot, tag);
    byte[] both = Arrays.copyOf(change, change.length + tagText.length);
    System.arraycopy(tagText, 0, both, change.length, tagText.length);
    return both;
  }

  private static byte[] tag(int slot, String tag) {
    return NotifyText.bytes(NotifyText.tag(slot, tag));
  }

  private byte[] change(int slot, WorkerState from, WorkerState to) {
    Map<WorkerState, byte[][]> byNext =
        changes.computeIfAbsent(from, first -> new EnumMap<>(WorkerState.class));
    byte[][] bySlot = byNext.computeIfAbsent(to, first -> unprinted(ring.slotCount()));
    if (slot >= bySlot.length) {
      bySlot = SnapshotCache.withRoomFor(slot, bySlot);
      byNext.put(to, bySlot);
    }
    if (bySlot[slot].length == 0) {
      bySlot[slot] = NotifyText.bytes(NotifyText.stateChange(slot, from.word(), to.word()));
    }
    return bySlot[slot];
  }

  private byte[] free(int free) {
    return freeTexts.computeIfAbsent(
        free, number -> NotifyText.bytes(NotifyText.freeWorkers(number)));
  }

  private static byte[][] unprinted(int count) {
    byte[][] texts = new byte[count][];
    Arrays.fill(texts, UNPRINTED);
    return texts;
  }
}

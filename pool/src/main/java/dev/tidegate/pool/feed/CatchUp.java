package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import java.nio.ByteBuffer;

/**
 * What a listener that has fallen behind is told in place of the messages that it missed: the state
 * of the pool right before one event, from which it then goes on.
 *
 * <p>It remembers a position and no text, however many slots there are. The state stays that of its
 * event while the pool goes on, as long as the event is in the ring.
 */
final class CatchUp {
  private static final MessageType[] TOLD_ONCE = {
    MessageType.BUSY_TIMEOUT, MessageType.WORKER_DIED, MessageType.REREAD
  };

  private final Interest missed;
  private final long dropped;
  private final long missedFromSeq;

  private Interest interest;
  private long untilSeq;
  private int free;
  private boolean noneFree;
  private boolean headingTold;
  private int nextSlot;

  /**
   * Prepares what is to be told now.
   *
   * @param interest the types that the listener wants now
   * @param missed the types of which a message was dropped
   * @param dropped how many messages were dropped, at least one
   * @param missedFromSeq the first event that may have been missed
   */
  CatchUp(Ring ring, Interest interest, Interest missed, long dropped, long missedFromSeq) {
    this.interest = interest;
    this.missed = missed;
    this.dropped = dropped;
    this.missedFromSeq = missedFromSeq;
    moveTo(ring);
  }

  /**
   * Returns what is to be told now in place of this one, which was not told to its end when its
   * listener fell behind again.
   */
  CatchUp again(Ring ring, Interest wantedNow, Interest missedSince, long droppedSince) {
    if (droppedSince == 0) {
      // What is wanted has not changed; what was not wanted then is not owed now either.
      interest = new Interest(interest.bits() & wantedNow.bits());
      moveTo(ring);
      return this;
    }
    Interest allMissed = new Interest(missedSince.bits() | untoldMissed().bits());
    // Slots that it was not yet told about may have changed as early as missedFromSeq.
    return new CatchUp(ring, wantedNow, allMissed, droppedSince + untoldDropped(), missedFromSeq);
  }

  private void moveTo(Ring ring) {
    untilSeq = ring.lastSeq() + 1;
    free = ring.free();
    noneFree = ring.noneFree();
  }

  private long untoldDropped() {
    return headingTold ? 0 : dropped;
  }

  private Interest untoldMissed() {
    return headingTold ? Interest.NONE : missed;
  }

  /** Copies what fits, whole messages only; returns whether that was all. */
  boolean copyTo(ByteBuffer into, Ring ring) {
    if (!headingTold) {
      headingTold = copy(heading(), into);
      if (!headingTold) {
        return false;
      }
    }
    int slots = interest.wants(MessageType.STATUS) ? ring.slotCount() : 0;
    for (; nextSlot < slots; nextSlot++) {
      if (!copy(slotText(nextSlot, ring.slotBefore(nextSlot, untilSeq)), into)) {
        return false;
      }
    }
    return copy(levelText(), into);
  }

  private String heading() {
    StringBuilder text = new StringBuilder(NotifyText.dropped(dropped));
    for (MessageType each : TOLD_ONCE) {
      if (interest.wants(each) && missed.wants(each)) {
        text.append(NotifyText.plain(each));
      }
    }
    return text.toString();
  }

  private String slotText(int slot, SlotView view) {
    if (view.changedSeq() < missedFromSeq) {
      return "";
    }
    String change = NotifyText.stateChange(slot, view.from().word(), view.to().word());
    return view.tag().isEmpty() ? change : change + NotifyText.tag(slot, view.tag());
  }

  private String levelText() {
    MessageType level = noneFree ? MessageType.NONE_FREE : MessageType.SOME_FREE;
    return (interest.wants(MessageType.FREE_WORKERS) ? NotifyText.freeWorkers(free) : "")
        + (interest.wants(level) ? NotifyText.plain(level) : "");
  }

  private static boolean copy(String text, ByteBuffer into) {
    if (text.length() > into.remaining()) {
      return false;
    }
    into.put(NotifyText.bytes(text));
    return true;
  }
}

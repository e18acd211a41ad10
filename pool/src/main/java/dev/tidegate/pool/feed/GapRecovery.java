package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import java.nio.ByteBuffer;

/**
 * What a listener that has fallen behind is told in place of the messages that it missed: the state
 * of the pool right before one event, from which it then goes on.
 *
 * <p>It remembers a position and no text, however many slots there are. The state stays that of its
 * event while the pool goes on, as long as the event is in the ring.
 */
final class GapRecovery {
  private static final MessageType[] TOLD_ONCE = {
    MessageType.BUSY_TIMEOUT, MessageType.WORKER_DIED, MessageType.REREAD
  };

  // What is told, step by step.

  private static final int HEADING = 0;
  private static final int FIRST_ONCE = 1;
  private static final int FIRST_SLOT = FIRST_ONCE + TOLD_ONCE.length;

  private final FeedState feedState;
  private final Encoder encoder;
  private final Interest missed;
  private final long dropped;

  /** The first event that may have been dropped. */
  private final long droppedFromSeq;

  /** The first event of which its listener may not know what it did to a slot. */
  private final long missedFromSeq;

  /**
   * The last event after which its listener knew everything. Every message but the last carries its
   * number, so that who breaks off in between does not go on as if it had heard all.
   */
  private final long knownSeq;

  private Interest interest;
  private StateAt picture;
  private int next;
  private int last;

  private GapRecovery(
      FeedState feedState,
      Encoder encoder,
      Interest interest,
      Interest missed,
      long dropped,
      long droppedFromSeq,
      long missedFromSeq,
      long knownSeq) {
    this.feedState = feedState;
    this.encoder = encoder;
    this.interest = interest;
    this.missed = missed;
    this.dropped = dropped;
    this.droppedFromSeq = droppedFromSeq;
    this.missedFromSeq = missedFromSeq;
    this.knownSeq = knownSeq;
    this.picture = feedState.picture();
    this.last = lastStep();
  }

  /**
   * Prepares what is to be told now.
   *
   * @param interest the types that the listener wants now
   * @param missed the types of which a message was dropped
   * @param dropped how many messages were dropped, at least one
   * @param placeSeq the first event that it has not been told of
   * @param missedFromSeq the first event that may have been missed
   */
  static GapRecovery from(
      FeedState feedState,
      Encoder encoder,
      Interest interest,
      Interest missed,
      long dropped,
      long placeSeq,
      long missedFromSeq) {
    return new GapRecovery(
        feedState, encoder, interest, missed, dropped, placeSeq, missedFromSeq, placeSeq - 1);
  }

  /**
   * Returns what is to be told now in place of this one, which was not told to its end when its
   * listener fell behind again.
   */
  GapRecovery again(Interest wantedNow, Interest missedSince, long droppedSince) {
    if (droppedSince == 0) {
      // What is wanted has not changed; what was not wanted then is not owed now either.
      interest = new Interest(interest.bits() & wantedNow.bits());
      picture = feedState.picture();
      last = lastStep();
      return this;
    }
    boolean headingTold = next > HEADING;
    return new GapRecovery(
        feedState,
        encoder,
        wantedNow,
        new Interest(missedSince.bits() | untoldMissed()),
        headingTold ? droppedSince : droppedSince + dropped,
        headingTold ? picture.untilSeq() : droppedFromSeq,
        // Slots that it was not yet told about may have changed as early as that.
        missedFromSeq,
        knownSeq);
  }

  /** Returns the bits of what was missed and is told by nothing but this. */
  private int untoldMissed() {
    int bits = 0;
    for (int at = 0; at < TOLD_ONCE.length; at++) {
      boolean told = FIRST_ONCE + at < next;
      bits |= told ? 0 : missed.bits() & TOLD_ONCE[at].bit();
    }
    return bits;
  }

  /** Copies what fits, whole messages only; returns whether that was all. */
  boolean copyTo(ByteBuffer into) {
    for (; next <= last; next++) {
      if (!Listener.copy(text(next), into)) {
        return false;
      }
    }
    return true;
  }

  private byte[] text(int step) {
    long seq = step == last ? picture.lastSeq() : knownSeq;
    int slot = step - FIRST_SLOT;
    int slots = feedState.ring.slotCount();
    if (step == HEADING) {
      return encoder.dropped(picture, dropped, droppedFromSeq, picture.lastSeq(), seq);
    }
    if (slot < 0) {
      MessageType type = TOLD_ONCE[step - FIRST_ONCE];
      return isToldOnce(type) ? encoder.stated(picture, type, seq) : Encoder.NOTHING;
    }
    if (slot < slots) {
      return slotText(slot, seq);
    }
    MessageType type = slot == slots ? MessageType.FREE_WORKERS : picture.level();
    return interest.wants(type) ? encoder.stated(picture, type, seq) : Encoder.NOTHING;
  }

  private boolean isToldOnce(MessageType type) {
    return interest.wants(type) && missed.wants(type);
  }

  private byte[] slotText(int slot, long seq) {
    if (!interest.wants(MessageType.STATUS)) {
      return Encoder.NOTHING;
    }
    SlotView view = feedState.ring.slotBefore(slot, picture.untilSeq());
    return view.changedSeq() < missedFromSeq
        ? Encoder.NOTHING
        : encoder.changedSlot(picture, slot, view, seq);
  }

  private int lastStep() {
    int afterSlots = FIRST_SLOT + feedState.ring.slotCount();
    if (interest.wants(picture.level())) {
      return afterSlots + 1;
    }
    if (interest.wants(MessageType.FREE_WORKERS)) {
      return afterSlots;
    }
    int step = afterSlots - 1;
    while (step > HEADING && text(step).length == 0) {
      step--;
    }
    return step;
  }
}

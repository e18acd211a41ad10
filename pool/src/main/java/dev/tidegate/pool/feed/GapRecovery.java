package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import java.nio.ByteBuffer;

/**
 * The messages to a listener that has fallen behind, in place of those that it missed: the state of
 * the pool right before one event, from which it then goes on.
 *
 * <p>It remembers a position and no text, however many slots there are. The state stays that of its
 * event while the pool goes on, as long as the event is in the ring.
 */
final class GapRecovery {
  private static final MessageType[] SENT_ONCE = {
    MessageType.BUSY_TIMEOUT, MessageType.WORKER_DIED, MessageType.REREAD
  };

  // The messages, by step.

  private static final int HEADING = 0;
  private static final int FIRST_ONCE = 1;
  private static final int FIRST_SLOT = FIRST_ONCE + SENT_ONCE.length;

  private final FeedState feedState;
  private final Encoder encoder;
  private final Loss loss;
  private Interest interest;
  private StateAt state;
  private int next;
  private int slots;
  private int last;

  /**
   * The messages that a listener missed.
   *
   * @param types the types of which a message was dropped
   * @param dropped the number of messages dropped, at least one
   * @param droppedFromSeq the first event that may have been dropped
   * @param missedFromSeq the first event whose change of a slot the listener may not know
   * @param knownSeq the last event after which the listener knew everything; every message but the
   *     last carries its number, so that a listener that disconnects in between resumes there
   */
  private record Loss(
      Interest types, long dropped, long droppedFromSeq, long missedFromSeq, long knownSeq) {}

  private GapRecovery(FeedState feedState, Encoder encoder, Interest interest, Loss loss) {
    this.feedState = feedState;
    this.encoder = encoder;
    this.interest = interest;
    this.loss = loss;
    this.state = feedState.state();
    this.slots = feedState.ring.slotCount();
    this.last = lastStep();
  }

  /**
   * Prepares the messages of now.
   *
   * @param interest the types that the listener wants now
   * @param missed the types of which a message was dropped
   * @param dropped how many messages were dropped, at least one
   * @param placeSeq the first event that was not sent to it
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
        feedState,
        encoder,
        interest,
        new Loss(missed, dropped, placeSeq, missedFromSeq, placeSeq - 1));
  }

  /**
   * Returns the recovery in place of this one, which was not sent to its end when its listener fell
   * behind again.
   */
  GapRecovery again(Interest wantedNow, Interest missedSince, long droppedSince) {
    if (droppedSince == 0) {
      // The interest has not changed; a type that was not wanted then is not sent now either.
      interest = new Interest(interest.bits() & wantedNow.bits());
      state = feedState.state();
      if (next <= FIRST_SLOT + slots) {
        slots = feedState.ring.slotCount();
      }
      last = lastStep();
      return this;
    }
    boolean headingSent = next > HEADING;
    return new GapRecovery(
        feedState,
        encoder,
        wantedNow,
        new Loss(
            new Interest(missedSince.bits() | unsentMissed()),
            headingSent ? droppedSince : droppedSince + loss.dropped(),
            headingSent ? state.untilSeq() : loss.droppedFromSeq(),
            // Slots that were not yet sent may have changed as early as that.
            loss.missedFromSeq(),
            loss.knownSeq()));
  }

  /** Returns the bits of the missed types that are sent by nothing but this, and not yet. */
  private int unsentMissed() {
    int bits = 0;
    for (int at = 0; at < SENT_ONCE.length; at++) {
      boolean sent = FIRST_ONCE + at < next;
      bits |= sent ? 0 : loss.types().bits() & SENT_ONCE[at].bit();
    }
    return bits;
  }

  /** Copies as many messages as fit, complete ones only; returns whether that was all. */
  boolean copyTo(ByteBuffer into) {
    for (; next <= last; next++) {
      if (!Listener.copy(text(next), into)) {
        return false;
      }
    }
    return true;
  }

  private byte[] text(int step) {
    long seq = step == last ? state.lastSeq() : loss.knownSeq();
    int slot = step - FIRST_SLOT;
    if (step == HEADING) {
      return encoder.dropped(state, loss.dropped(), loss.droppedFromSeq(), state.lastSeq(), seq);
    }
    if (slot < 0) {
      MessageType type = SENT_ONCE[step - FIRST_ONCE];
      return isSentOnce(type) ? encoder.stated(state, type, seq) : Encoder.NOTHING;
    }
    if (slot < slots) {
      return slotText(slot, seq);
    }
    MessageType type = slot == slots ? MessageType.FREE_WORKERS : state.level();
    return interest.wants(type) ? encoder.stated(state, type, seq) : Encoder.NOTHING;
  }

  private boolean isSentOnce(MessageType type) {
    return interest.wants(type) && loss.types().wants(type);
  }

  private byte[] slotText(int slot, long seq) {
    if (!interest.wants(MessageType.STATUS)) {
      return Encoder.NOTHING;
    }
    SlotView view = feedState.ring.slotBefore(slot, state.untilSeq());
    return view.changedSeq() < loss.missedFromSeq()
        ? Encoder.NOTHING
        : encoder.changedSlot(state, slot, view, seq);
  }

  private int lastStep() {
    int afterSlots = FIRST_SLOT + slots;
    if (interest.wants(state.level())) {
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

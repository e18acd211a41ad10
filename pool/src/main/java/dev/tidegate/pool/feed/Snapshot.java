package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import java.nio.ByteBuffer;

/**
 * A snapshot on its way to a listener: the state of one moment, printed as it is taken.
 *
 * <p>It remembers a position and no text, however many slots there are. The state stays that of its
 * moment while the pool goes on, as long as the events since are in the ring; if they are not, the
 * rest is sent as of now and followed by a loss.
 */
final class Snapshot {
  private static final int BEGIN = 0;
  private static final int FIRST_SLOT = 1;

  private final FeedState feedState;
  private final Encoder encoder;
  private final Interest interest;

  private StateAt state;

  /** Last event covered once all was read. */
  private long seq;

  private boolean begun;
  private int next;
  private int slots;

  /**
   * Prepares one.
   *
   * @param begun whether its start was announced
   */
  Snapshot(FeedState feedState, Encoder encoder, Interest interest, StateAt state, boolean begun) {
    this.feedState = feedState;
    this.encoder = encoder;
    this.interest = interest;
    this.state = state;
    this.seq = state.lastSeq();
    this.begun = begun;
    this.slots = feedState.ring.slotCount();
  }

  /** Returns whether any of it was sent. */
  boolean hasBegun() {
    return begun;
  }

  /** The events since its moment have left the ring: the rest is sent as of this state. */
  void moveTo(StateAt later) {
    state = later;
    if (!begun) {
      seq = later.lastSeq();
      next = BEGIN;
    }
    if (next <= FIRST_SLOT + slots) {
      // Those that were added since are not stopped any more, maybe.
      slots = feedState.ring.slotCount();
    }
  }

  /** Nothing that its listener wants happened between its moment and this place. */
  void moveUpTo(long untilSeq) {
    moveTo(state.at(untilSeq));
  }

  /** Copies what fits, complete messages only; returns whether that was all. */
  boolean copyTo(ByteBuffer into) {
    int end = FIRST_SLOT + slots + 2;
    for (; next <= end; next++) {
      byte[] text = text(next);
      if (!Listener.copy(text, into)) {
        return false;
      }
      begun |= text.length > 0;
    }
    return true;
  }

  private byte[] text(int step) {
    int slot = step - FIRST_SLOT;
    if (step == BEGIN) {
      return encoder.snapshotBegin();
    }
    if (slot < slots) {
      return interest.wants(MessageType.STATUS) ? encoder.slot(state, slot, seq) : Encoder.NOTHING;
    }
    return switch (slot - slots) {
      case 0 -> stated(MessageType.FREE_WORKERS);
      case 1 -> stated(state.level());
      default -> encoder.snapshotEnd(state, seq);
    };
  }

  private byte[] stated(MessageType type) {
    return interest.wants(type) ? encoder.stated(state, type, seq) : Encoder.NOTHING;
  }
}

package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;

/**
 * Encodes messages: each is complete, with its newline, and not to be changed.
 *
 * <p>{@code seq} is the last event from which the reader can resume.
 */
sealed interface Encoder permits LetterEncoder, JsonEncoder {
  byte[] NOTHING = {};

  /** Encodes an event that is still in the ring, once for all who read it soon. */
  byte[] event(RingEntry event);

  /** Encodes what begins a snapshot. */
  byte[] snapshotBegin();

  /** Encodes a slot for a snapshot; nothing if it is stopped. */
  byte[] slot(StateAt state, int slot, long seq);

  /** Encodes what ends a snapshot. */
  byte[] snapshotEnd(StateAt state, long seq);

  /** Encodes that messages were dropped somewhere in a range of events. */
  byte[] dropped(StateAt state, long count, long firstSeq, long lastSeq, long seq);

  /** Encodes a slot after a loss. */
  byte[] changedSlot(StateAt state, int slot, SlotView view, long seq);

  /** Encodes as a part of the state what is no slot: a number, a level, or that something was. */
  byte[] stated(StateAt state, MessageType type, long seq);

  /** Encodes a heartbeat. */
  byte[] alive(CountsAt counts, long seq);

  /** Encodes that a line was too long. */
  byte[] lineTooLong(CountsAt counts, long seq);
}

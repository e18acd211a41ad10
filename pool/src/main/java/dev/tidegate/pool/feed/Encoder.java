package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;

/**
 * Prints messages: each is complete, with its newline, and not to be changed.
 *
 * <p>Where a number is asked for, it is that of the last event that its reader has had: from there
 * it can go on.
 */
sealed interface Encoder permits LetterEncoder, JsonEncoder {
  byte[] NOTHING = {};

  /** Prints an event that is still in the ring, once for all who read it soon. */
  byte[] event(RingEntry event);

  /** Prints what begins a snapshot. */
  byte[] snapshotBegin();

  /** Prints a slot for a snapshot; nothing if it is stopped. */
  byte[] slot(StateAt picture, int slot, long seq);

  /** Prints what ends a snapshot. */
  byte[] snapshotEnd(StateAt picture, long seq);

  /** Prints that messages were dropped somewhere in a range of events. */
  byte[] dropped(StateAt picture, long count, long firstSeq, long lastSeq, long seq);

  /** Prints a slot after a loss. */
  byte[] changedSlot(StateAt picture, int slot, SlotView view, long seq);

  /** Prints as a part of the state what is no slot: a number, a level, or that something was. */
  byte[] stated(StateAt picture, MessageType type, long seq);

  /** Prints a sign of life. */
  byte[] alive(CountsAt counts, long seq);

  /** Prints that a line was too long. */
  byte[] lineTooLong(CountsAt counts, long seq);
}

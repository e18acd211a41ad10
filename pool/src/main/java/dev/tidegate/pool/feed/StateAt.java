package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;

/**
 * The pool as it was right before one event, or as it is now. It holds no slot: those are found in
 * the ring, as long as the event is there.
 *
 * @param untilSeq the number of that event, or the next one to be
 * @param free the number of free workers that was published last
 * @param noneFree whether the last level published is that none is free
 */
record StateAt(long untilSeq, int free, boolean noneFree, CountsAt counts) {

  /** Returns the number of the last event that it shows. */
  long lastSeq() {
    return untilSeq - 1;
  }

  /** Returns whether none or some are free, as a message. */
  MessageType level() {
    return noneFree ? MessageType.NONE_FREE : MessageType.SOME_FREE;
  }

  /** Returns the same state for a later place; for use if nothing of it changed in between. */
  StateAt at(long seq) {
    return seq == untilSeq ? this : new StateAt(seq, free, noneFree, counts);
  }
}

package dev.tidegate.protocol.notify;

import java.time.Instant;
import java.util.Optional;

/** In which form a message came, and what that form tells besides the message itself. */
public sealed interface MessageForm {
  /** A line of letters, which tells no more than the message. */
  record Letters() implements MessageForm {}

  /**
   * A line of JSON.
   *
   * @param epoch 16 lower-case hex digits, others after each start of the multiplexor
   * @param seq the number of the event; of a message that is none, of the last event before it
   * @param time when it was, by the multiplexor's clock
   * @param counts the pool right after the event; of a busy timeout or a death, right before its
   *     worker's change of state
   * @param snapshot whether the message states how things are, rather than that something happened
   * @param cut whether a text in it was too long and is not whole
   */
  record Json(
      String epoch, long seq, Instant time, PoolCounts counts, boolean snapshot, boolean cut)
      implements MessageForm {}

  /** Returns the counts of the pool, if the form has them. */
  default Optional<PoolCounts> poolCounts() {
    return this instanceof Json json ? Optional.of(json.counts()) : Optional.empty();
  }
}

package dev.tidegate.protocol.notify;

import java.time.Instant;
import java.util.Optional;

/** Form in which a message was received, with the fields that only this form has. */
public sealed interface MessageForm {
  /** Line of letters, without further fields. */
  record Letters() implements MessageForm {}

  /**
   * Line of JSON.
   *
   * @param epoch instance id of the multiplexor: 16 lower-case hex digits, new at each start
   * @param seq number of the event; of a message that is no event, of the last event before it
   * @param time time of the event, by the multiplexor's clock
   * @param counts counts right after the event; of a busy timeout or a death, right before its
   *     worker's change of state
   * @param snapshot whether the message states the present state instead of an event
   * @param cut whether a string in it was truncated
   */
  record Json(
      String epoch, long seq, Instant time, PoolCounts counts, boolean snapshot, boolean cut)
      implements MessageForm {}

  /** Returns the counts of the pool, if the form has them. */
  default Optional<PoolCounts> poolCounts() {
    return this instanceof Json json ? Optional.of(json.counts()) : Optional.empty();
  }
}

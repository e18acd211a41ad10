package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.InterestLine;

/** Results of a request to resume after an event. */
enum Resumption {
  NOT_ASKED(""),
  RESUMED(""),
  /** The epoch is another instance's. */
  EPOCH("epoch"),
  /** Later events have left the ring. */
  TOO_OLD("too_old"),
  /** No event had that number yet. */
  FUTURE("future"),
  MALFORMED("malformed");

  private final String reason;

  Resumption(String reason) {
    this.reason = reason;
  }

  /** Returns whether a snapshot stands in for what was asked. */
  boolean failed() {
    return !reason.isEmpty();
  }

  /** Returns the reason why not, as the protocol has it; empty if there is none. */
  String reason() {
    return reason;
  }

  /**
   * Returns whether a listener can go on.
   *
   * @param untilSeq the place at which it asked
   */
  static Resumption of(InterestLine.Since since, Ring ring, long untilSeq, String epoch) {
    return switch (since) {
      case InterestLine.Since.Now now -> NOT_ASKED;
      case InterestLine.Since.Malformed malformed -> MALFORMED;
      case InterestLine.Since.After(String wanted, long seq) -> {
        if (!wanted.equals(epoch)) {
          yield EPOCH;
        }
        if (seq >= untilSeq) {
          yield FUTURE;
        }
        yield seq + 1 < ring.oldestSeq() ? TOO_OLD : RESUMED;
      }
    };
  }
}

package dev.tidegate.client;

import java.util.concurrent.TimeUnit;

/**
 * When to ask on the command socket how many workers are free, and whether the answer counts.
 *
 * <p>An answer may be older than an edge that is read before it; then it does not count, and the
 * question is asked again.
 */
final class FreePoller {
  static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** However many edges beat the answers. */
  static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long everyNanos;
  private final Alarm next = new Alarm();
  private final Alarm answerBy = new Alarm();
  private long askedNanos;
  private boolean beaten;
  private boolean confirmed;

  /**
   * @param everyNanos how long after an answer the next question comes; 0 for never
   */
  FreePoller(long everyNanos) {
    this.everyNanos = everyNanos;
  }

  /**
   * The interest line was written. The first question is asked twice: if both wait for the server
   * it may take the question first, but not the second one too.
   */
  void begin(long nowNanos) {
    confirmed = false;
    askAgain(nowNanos);
  }

  /** What was known is in doubt. */
  void askAgain(long nowNanos) {
    beaten = true;
    if (!isAsking()) {
      next.set(nowNanos);
    }
  }

  void end() {
    next.off();
    answerBy.off();
  }

  boolean isAsking() {
    return answerBy.isSet();
  }

  boolean isDue(long nowNanos) {
    return next.isDue(nowNanos);
  }

  void ask(long nowNanos) {
    next.off();
    askedNanos = nowNanos;
    answerBy.set(nowNanos + ANSWER_NANOS);
    beaten = false;
  }

  boolean isTooLate(long nowNanos) {
    return answerBy.isDue(nowNanos);
  }

  /** It was read on the other connection whether a worker is free. */
  void edge() {
    beaten = true;
  }

  /** Returns whether the answer counts. */
  boolean answered(long nowNanos) {
    answerBy.off();
    if (beaten) {
      next.set(nowNanos + AGAIN_NANOS);
      return false;
    }
    if (!confirmed) {
      confirmed = true;
      next.set(nowNanos);
    } else if (everyNanos > 0) {
      next.set(askedNanos + everyNanos);
    }
    return true;
  }

  void failed(long nowNanos) {
    answerBy.off();
    next.set(
        nowNanos
            + (everyNanos > 0 ? Math.min(everyNanos, AFTER_FAILURE_NANOS) : AFTER_FAILURE_NANOS));
  }

  /** Returns when the question was asked that was answered last: the answer is not older. */
  long askedNanos() {
    return askedNanos;
  }

  long leftNanos(long nowNanos) {
    return Math.min(next.leftNanos(nowNanos), answerBy.leftNanos(nowNanos));
  }
}

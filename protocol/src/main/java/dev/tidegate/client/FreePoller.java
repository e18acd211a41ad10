package dev.tidegate.client;

import java.util.concurrent.TimeUnit;

/**
 * Schedules the queries for the number of free workers on the command socket, and decides whether
 * an answer counts.
 *
 * <p>An answer may be older than an edge that is read before it; then it is discarded, and the
 * query is repeated.
 */
final class FreePoller {
  static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * Delay before a discarded answer's query is repeated, which bounds the rate while edges keep
   * coming.
   */
  static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long everyNanos;
  private final Alarm next = new Alarm();
  private final Alarm answerBy = new Alarm();
  private long askedNanos;
  private boolean outdated;
  private boolean confirmed;

  /**
   * Creates a poller that is off.
   *
   * @param everyNanos polling interval, from query to query; 0 for no periodic polling
   */
  FreePoller(long everyNanos) {
    this.everyNanos = everyNanos;
  }

  /**
   * Starts polling after the interest line was written. The first query is sent twice: if both
   * connections wait for the server, it may process the first query before the interest line, but
   * not the second one too.
   */
  void begin(long nowNanos) {
    confirmed = false;
    askAgain(nowNanos);
  }

  /**
   * Discards an answer that is under way and queries again, because the known state is in doubt.
   */
  void askAgain(long nowNanos) {
    outdated = true;
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
    outdated = false;
  }

  boolean isTooLate(long nowNanos) {
    return answerBy.isDue(nowNanos);
  }

  /**
   * Records an edge (a worker became free or none is) read on the notification connection: an
   * answer under way no longer counts.
   */
  void edge() {
    outdated = true;
  }

  /** Records an answer and schedules the next query; returns whether the answer counts. */
  boolean answered(long nowNanos) {
    answerBy.off();
    if (outdated) {
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

  /** Returns the time of the query that was answered last: the answer is not older. */
  long askedNanos() {
    return askedNanos;
  }

  long leftNanos(long nowNanos) {
    return Math.min(next.leftNanos(nowNanos), answerBy.leftNanos(nowNanos));
  }
}

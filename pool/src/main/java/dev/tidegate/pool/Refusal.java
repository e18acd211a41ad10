package dev.tidegate.pool;

import dev.tidegate.pool.counters.Outcome;
import dev.tidegate.pool.workers.CommandClass;

/** Why a request got no answer from a worker, in the words that clients match on. */
enum Refusal {
  NO_FREE_WORKERS(Outcome.NO_FREE_WORKERS, "error: No free workers", "TEMP No free workers"),
  UNABLE_TO_ACTIVATE(
      Outcome.UNABLE_TO_ACTIVATE,
      "error: Unable to activate worker",
      "TEMP Unable to activate worker"),
  QUEUE_TIMEOUT(
      Outcome.QUEUE_TIMEOUT, "error: Queued request timed out", "TEMP Queued request timed out"),
  NOT_TAKEN(
      Outcome.NOT_TAKEN,
      "error: Error talking to worker process",
      "TEMP Error talking to worker process"),
  NO_RESPONSE(Outcome.NO_RESPONSE, "ERR No response from worker", "TEMP No response from worker"),
  OVERLOADED(
      Outcome.BUSY_TIMEOUT,
      "ERR Filter timed out - system may be overloaded (consider increasing busy timeout)",
      "TEMP Busy timeout on worker"),
  TIMED_OUT(
      Outcome.BUSY_TIMEOUT,
      "ERR Filter timed out - check filter rules or system load",
      "TEMP Busy timeout on worker");

  /** What a recipok beyond {@code -y} gets; it has to look like a filter's answer. */
  static final String DOMAIN_LIMIT =
      "ok -1 Per-domain%20"
          + CommandClass.RECIPOK.word()
          + "%20limit%20hit;"
          + "%20please%20try%20again%20later";

  /** More workers busy than this, and a time-out is blamed on the load. */
  private static final int OVERLOAD_BUSY = 3;

  private final Outcome outcome;
  private final String commandText;
  private final String mapText;

  Refusal(Outcome outcome, String commandText, String mapText) {
    this.outcome = outcome;
    this.commandText = commandText;
    this.mapText = mapText;
  }

  Outcome outcome() {
    return outcome;
  }

  String commandText() {
    return commandText;
  }

  String mapText() {
    return mapText;
  }

  /** Returns the refusal for a busy time-out while so many workers are busy. */
  static Refusal timedOut(int busy) {
    return busy > OVERLOAD_BUSY ? OVERLOADED : TIMED_OUT;
  }
}

package dev.tidegate.pool.requests;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.counters.Outcome;

/** The reasons to refuse a request, with the answers that clients match on. */
public enum Refusal {
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

  /** The answer to a recipok beyond {@code -y}; it has to look like a filter's answer. */
  static final String DOMAIN_LIMIT =
      "ok -1 Per-domain%20"
          + CommandClass.RECIPOK.word()
          + "%20limit%20hit;"
          + "%20please%20try%20again%20later";

  /** With more busy workers than this, a timeout is attributed to the load. */
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

  /** Returns the refusal for a busy timeout while so many workers are busy. */
  public static Refusal timedOut(int busy) {
    return busy > OVERLOAD_BUSY ? OVERLOADED : TIMED_OUT;
  }
}

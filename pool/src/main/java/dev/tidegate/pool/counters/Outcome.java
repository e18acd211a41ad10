package dev.tidegate.pool.counters;

/** Results of a request, with their words in answers; each request has exactly one. */
public enum Outcome {
  /** A worker's own line. */
  ANSWERED("answered"),
  NO_FREE_WORKERS("no_free_workers"),
  UNABLE_TO_ACTIVATE("unable_to_activate"),
  QUEUE_TIMEOUT("queue_timeout"),
  /** A worker was chosen that does not take it. */
  NOT_TAKEN("not_taken"),
  /** Its worker died, or fell out of step. */
  NO_RESPONSE("no_response"),
  BUSY_TIMEOUT("busy_timeout"),
  DOMAIN_LIMIT("domain_limit"),
  /** Its client went while it waited. */
  CLIENT_GONE("client_gone");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** Returns the word for it. */
  public String word() {
    return word;
  }
}

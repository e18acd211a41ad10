package dev.tidegate.acceptance.gate;

/** What came back to a request for a connection. */
public enum Answer {
  /** The connection stands. */
  ACCEPTED,
  /** It was reset. */
  REFUSED,
  /**
   * Nothing came within a second; or a message of ICMP alone, after which the system tries again.
   */
  SILENCE,
  /** Another error, such as a network that is not there. */
  ERROR
}

package dev.tidegate.tools.gate;

/**
 * What HAProxy's agent checks are told: how much of a server's weight counts.
 *
 * <p>HAProxy keeps each word until it is told the opposite, and for ever if nobody tells it
 * anything: {@code down} until {@code up}, {@code drain} until {@code ready}, a share until another
 * one. So every answer says all that could be needed. {@code ready} also ends what an operator has
 * ordered by hand (maintenance, draining), so it is only said where {@code drain} could have been.
 *
 * @param leastPercent the share when nothing can be taken; with 0 HAProxy sends nothing at all, and
 *     goes on so if the gate dies then
 * @param withDrain whether it is {@code drain} that is said when nothing can be taken
 */
record AgentWords(int leastPercent, boolean withDrain) {
  static final int MOST_PERCENT = 100;

  AgentWords {
    if (leastPercent < 0 || leastPercent > MOST_PERCENT) {
      throw new IllegalArgumentException("a least share of " + leastPercent + "%");
    }
  }

  /** Everything is open: also while nobody knows, and when the gate ends. */
  String open() {
    return line(false, MOST_PERCENT);
  }

  /** What a refusal means to HAProxy. */
  String of(RefusedShare refusal) {
    if (refusal.percent() == RefusedShare.CLOSED) {
      return line(withDrain, leastPercent);
    }
    int taken = RefusedShare.CLOSED - refusal.percent();
    int share = Math.min(taken, refusal.serviceablePercent().orElse(MOST_PERCENT));
    return line(false, Math.clamp(share, leastPercent, MOST_PERCENT));
  }

  /** HAProxy ignores what has no newline. */
  private String line(boolean drains, int percent) {
    String state = withDrain ? (drains ? "up drain " : "up ready ") : "up ";
    return state + percent + "%\n";
  }
}

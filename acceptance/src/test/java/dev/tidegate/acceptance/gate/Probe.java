package dev.tidegate.acceptance.gate;

/**
 * One connect(), and what came of it.
 *
 * @param startNanos when it began, by {@link System#nanoTime}
 * @param endNanos when the answer was there
 */
public record Probe(Route route, Answer answer, long startNanos, long endNanos) {

  /** How long after that moment the answer was there. */
  public long millisAfter(long nanos) {
    return (endNanos - nanos) / 1_000_000;
  }
}

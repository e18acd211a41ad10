package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How many of the new connections are to be kept out, and for how long at most.
 *
 * @param percent from 0, open, to 100, closed
 * @param serviceablePercent how many of all workers can take a request now, from 0 to 100; empty if
 *     that is not known
 * @param lease after this time without another call everything is open again, whatever has become
 *     of the gate
 */
record RefusedShare(int percent, OptionalInt serviceablePercent, Duration lease) {
  static final int CLOSED = 100;
  static final int OPEN = 0;

  RefusedShare {
    if (percent < OPEN || percent > CLOSED) {
      throw new IllegalArgumentException("a share of " + percent + "%");
    }
  }
}

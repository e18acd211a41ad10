package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.Optional;

/**
 * By what the gate decides.
 *
 * @param lease how long a refusal lasts if nobody prolongs it
 * @param renew how long after a decision the next one is due; less than the lease
 * @param closeAfter how long no worker must have been able to take a request before it closes
 * @param openAfter how long enough of them must have been able to before it opens again
 * @param openWhen how many of them are enough to open
 * @param from from how few of them on a share is refused; empty: all or nothing
 * @param grace how long the port may stay closed when nobody knows how the pool is; less than the
 *     lease, for nothing prolongs it meanwhile
 * @param maxClosed how long it may stay closed on the last word of a multiplexor that gives no sign
 *     of life, and how long for want of enough workers
 * @param canAsk whether a multiplexor that gives no sign of life by itself is asked for one
 */
record GateSettings(
    Duration lease,
    Duration renew,
    Duration closeAfter,
    Duration openAfter,
    int openWhen,
    Optional<Threshold> from,
    Duration grace,
    Duration maxClosed,
    boolean canAsk) {

  static final GateSettings DEFAULT =
      new GateSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ZERO,
          1,
          Optional.empty(),
          Duration.ZERO,
          Duration.ofSeconds(60),
          false);
}

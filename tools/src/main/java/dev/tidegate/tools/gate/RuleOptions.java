package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When the gate closes and opens. */
final class RuleOptions {
  private static final GateSettings DEFAULT = GateSettings.DEFAULT;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A renewal may take as long as one run of a program that hangs. */
  private static final Duration RENEWAL_TIME = ProgramRun.LIMIT;

  @Option(
      names = "--close-after",
      paramLabel = "TIME",
      description = "close when no worker could take a request for this time (default: 0s)")
  private Duration closeAfter = DEFAULT.closeAfter();

  @Option(
      names = "--open-after",
      paramLabel = "TIME",
      description = "open when enough workers could take one for this time (default: 0s)")
  private Duration openAfter = DEFAULT.openAfter();

  @Option(
      names = "--open-when",
      paramLabel = "N",
      description =
          "so many workers are enough to open again (default: ${DEFAULT-VALUE}); --max-closed"
              + " bounds the waiting for more than one")
  private int openWhen = DEFAULT.openWhen();

  @Option(
      names = "--from",
      paramLabel = "SHARE",
      description =
          "nft, iptables: refuse a growing share of new connections from so few serviceable workers"
              + " on: 30%% of all, or a number of them (default: all or nothing)")
  private Optional<Threshold> from = Optional.empty();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description =
          "stay closed for this time without a connection, so that a restart of the multiplexor"
              + " does not open the port (default: 0s)")
  private Duration grace = DEFAULT.grace();

  @Option(
      names = "--max-closed",
      paramLabel = "TIME",
      description =
          "stay closed no longer than this on the last word of a multiplexor that gives no sign of"
              + " life: MIMEDefang's own without --control (default: 60s)")
  private Duration maxClosed = DEFAULT.maxClosed();

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      description =
          "a closing ends by itself after this time without a renewal; with --backend command only"
              + " if the command that closes sees to it (default: 15s)")
  private Duration lease = DEFAULT.lease();

  @Option(
      names = "--renew",
      paramLabel = "TIME",
      description = "decide anew and renew that often (default: 5s; haproxy: 1s)")
  private Optional<Duration> renewal = Optional.empty();

  /**
   * Returns the settings.
   *
   * @param usualRenew how often is renewed unless an option says it
   * @throws IllegalArgumentException with a sentence, if they do not go together
   */
  GateSettings settings(boolean canAsk, Duration usualRenew) {
    Duration renew = renewal.orElse(usualRenew);
    within("--close-after", closeAfter, Duration.ZERO, MINUTE);
    within("--open-after", openAfter, Duration.ZERO, MINUTE);
    within("--max-closed", maxClosed, SECOND.multipliedBy(5), Duration.ofHours(1));
    within("--renew", renew, SECOND, MINUTE);
    within("--lease", lease, renew.plus(RENEWAL_TIME), Duration.ofMinutes(5));
    within("--grace", grace, Duration.ZERO, lease);
    if (openWhen < 1 || openWhen > 100_000) {
      throw new IllegalArgumentException("--open-when " + openWhen + " is not from 1 to 100000");
    }
    return new GateSettings(
        lease, renew, closeAfter, openAfter, openWhen, from, grace, maxClosed, canAsk);
  }

  boolean isProportional() {
    return from.isPresent();
  }

  private static void within(String option, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s %s is not from %s to %s"
              .formatted(option, GateText.of(value), GateText.of(least), GateText.of(most)));
    }
  }
}

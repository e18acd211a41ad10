package dev.tidegate.pool.simulation;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.settings.PoolSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request for a worker, as the referee follows it. */
final class Request {

  /** What happened to the worker that held it, so which error its client may be told. */
  enum Fate {
    NONE,
    REFUSED,
    WORKER_DIED,
    WORKER_KILLED,
    WORKER_OUT_OF_STEP,
    WORKER_OUTPUT_ENDED
  }

  /** The client that waits for the answer; negative for a tick. */
  final long client;

  final boolean map;

  /** The line that a worker is to be handed. */
  final String line;

  final Job job;
  final long arrivedNanos;
  final CommandClass commandClass;
  final String domain;

  /** Whether its domain had a limit when it came. */
  boolean limited;

  /** Whether it must be refused, as it came when only the reserve of connections was left. */
  boolean beyondReserve;

  /** The busy timeout when it was handed over. */
  int busyTimeoutSeconds;

  /** When its worker is to be killed for it: changes with the timeout of its class. */
  long deadlineNanos = Long.MAX_VALUE;

  /** Whether a worker was handed a byte of it. */
  boolean handed;

  int slot = -1;
  long handedNanos;
  boolean queued;

  /** Whether it has waited for a worker that was about to be there. */
  boolean awaited;

  boolean over;

  /** Whether the pool knows that its worker has it. */
  boolean begun;

  boolean clientGone;
  long stalledSinceNanos = Long.MAX_VALUE;
  Fate fate = Fate.NONE;
  long fateNanos;

  /** The first whole line that its worker wrote since it was handed over. */
  @Nullable String printed;

  Request(long client, boolean map, String line, Job job, long arrivedNanos) {
    this.client = client;
    this.map = map;
    this.line = line;
    this.job = job;
    this.arrivedNanos = arrivedNanos;
    String first = line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line;
    this.commandClass =
        switch (first) {
          case "scan" -> CommandClass.SCAN;
          case "relayok" -> CommandClass.RELAYOK;
          case "senderok" -> CommandClass.SENDEROK;
          case "recipok" -> CommandClass.RECIPOK;
          default -> CommandClass.OTHER;
        };
    this.domain = commandClass == CommandClass.RECIPOK ? domainOf(line) : "";
  }

  /** It may take so long from when it was handed over; no less than until now, if that is over. */
  void allow(PoolSettings settings, long nowNanos) {
    int before = busyTimeoutSeconds;
    int own =
        map
            ? settings.timeoutMapSeconds()
            : switch (commandClass) {
              case SCAN -> settings.timeoutScanSeconds();
              case RELAYOK -> settings.timeoutRelayokSeconds();
              case SENDEROK -> settings.timeoutSenderokSeconds();
              case RECIPOK -> settings.timeoutRecipokSeconds();
              case OTHER -> settings.timeoutOtherSeconds();
            };
    busyTimeoutSeconds = own == 0 ? settings.busyTimeoutSeconds() : own;
    if (busyTimeoutSeconds != before) {
      deadlineNanos = Math.max(nowNanos, handedNanos + World.seconds(busyTimeoutSeconds));
    }
  }

  boolean tick() {
    return client < 0;
  }

  void fate(Fate fate, long nowNanos) {
    if (this.fate == Fate.NONE || this.fate == Fate.WORKER_OUTPUT_ENDED) {
      this.fate = fate;
      this.fateNanos = nowNanos;
    }
  }

  private static String domainOf(String line) {
    int at = line.indexOf('@');
    if (at < 0 || line.substring(0, at).split(" ", -1).length > 2) {
      return "";
    }
    String rest = line.substring(at + 1);
    int end = 0;
    while (end < rest.length() && rest.charAt(end) != '>' && rest.charAt(end) != ' ') {
      end++;
    }
    return rest.substring(0, end).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "request of "
        + client
        + " '"
        + line
        + "' slot "
        + slot
        + " fate "
        + fate
        + " printed "
        + printed;
  }
}

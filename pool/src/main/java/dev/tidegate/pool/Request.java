package dev.tidegate.pool;

import dev.tidegate.pool.requests.CommandText;
import dev.tidegate.pool.workers.CommandClass;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command that is for a worker, from its arrival to its answer. */
final class Request {
  private static final int LOGGED_COMMAND = 100;

  private final Origin origin;
  private final String line;
  private final CommandClass commandClass;
  private final long arrivedNanos;
  private final Optional<String> limitedDomain;

  /** Fires when it has waited too long; there is one only while it is queued. */
  @Nullable Timer queueTimer;

  Request(Origin origin, String line, long arrivedNanos, boolean domainsLimited) {
    this.origin = origin;
    this.line = line;
    this.commandClass =
        origin instanceof Origin.Command ? CommandClass.of(line) : CommandClass.OTHER;
    this.arrivedNanos = arrivedNanos;
    this.limitedDomain =
        domainsLimited && commandClass == CommandClass.RECIPOK
            ? CommandText.domainOf(line)
            : Optional.empty();
  }

  Origin origin() {
    return origin;
  }

  String line() {
    return line;
  }

  CommandClass commandClass() {
    return commandClass;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  /** Returns the recipient's domain where {@code -y} limits it. */
  Optional<String> limitedDomain() {
    return limitedDomain;
  }

  String queueId() {
    return CommandText.queueIdOf(line, commandClass);
  }

  boolean isTick() {
    return origin instanceof Origin.Tick;
  }

  /** Returns why a worker is started for it, as the log has it. */
  String startReason() {
    return switch (origin) {
      case Origin.Map map -> "About to handle map request";
      case Origin.Tick tick -> "About to run tick";
      case Origin.Command command ->
          commandClass == CommandClass.SCAN
              ? "About to perform scan"
              : "About to execute command '"
                  + line.substring(0, Math.min(line.length(), LOGGED_COMMAND))
                  + "'";
    };
  }
}

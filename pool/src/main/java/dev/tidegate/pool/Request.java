package dev.tidegate.pool;

import dev.tidegate.pool.counters.RequestKind;
import dev.tidegate.pool.requests.CommandText;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.protocol.wire.PercentEncoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command that is for a worker, from its arrival to its answer. */
final class Request {
  private static final int LOGGED_COMMAND = 100;

  private final RequestOrigin origin;

  /** As it arrived: of a map request the content of the netstring. */
  private final String text;

  private final CommandClass commandClass;
  private final RequestKind kind;
  private final long arrivedNanos;
  private final Optional<String> limitedDomain;

  /** Fires when it has waited too long; there is one once it was queued. */
  @Nullable Timer queueTimer;

  /** What {@link RequestBytes} has counted for it. */
  long countedBytes;

  Request(RequestOrigin origin, String text, long arrivedNanos, boolean domainsLimited) {
    this.origin = origin;
    this.text = text;
    this.commandClass =
        origin instanceof RequestOrigin.Command ? CommandClass.of(text) : CommandClass.OTHER;
    this.kind =
        switch (origin) {
          case RequestOrigin.Command command -> RequestKind.of(commandClass);
          case RequestOrigin.Map map -> RequestKind.MAP;
          case RequestOrigin.Tick tick -> RequestKind.TICK;
        };
    this.arrivedNanos = arrivedNanos;
    this.limitedDomain =
        domainsLimited && commandClass == CommandClass.RECIPOK
            ? CommandText.domainOf(text)
            : Optional.empty();
  }

  RequestOrigin origin() {
    return origin;
  }

  /**
   * Returns what a worker is sent. A map request is not kept in this form, three times as long,
   * while it waits.
   */
  String line() {
    return switch (origin) {
      case RequestOrigin.Map map -> mapLine(text);
      case RequestOrigin.Command command -> text;
      case RequestOrigin.Tick tick -> text;
    };
  }

  private static String mapLine(String request) {
    int space = request.indexOf(' ');
    return "map "
        + PercentEncoding.encode(request.substring(0, space))
        + " "
        + PercentEncoding.encode(request.substring(space + 1));
  }

  int textBytes() {
    return text.length();
  }

  CommandClass commandClass() {
    return commandClass;
  }

  RequestKind kind() {
    return kind;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  /** Returns the recipient's domain where {@code -y} limits it. */
  Optional<String> limitedDomain() {
    return limitedDomain;
  }

  String queueId() {
    return CommandText.queueIdOf(text, commandClass);
  }

  boolean isTick() {
    return origin instanceof RequestOrigin.Tick;
  }

  /** Returns why a worker is started for it, as the log has it. */
  String startReason() {
    return switch (origin) {
      case RequestOrigin.Map map -> "About to handle map request";
      case RequestOrigin.Tick tick -> "About to run tick";
      case RequestOrigin.Command command ->
          commandClass == CommandClass.SCAN
              ? "About to perform scan"
              : "About to execute command '"
                  + text.substring(0, Math.min(text.length(), LOGGED_COMMAND))
                  + "'";
    };
  }
}

package dev.tidegate.pool.requests;

import dev.tidegate.pool.Timer;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.counters.Outcome;
import dev.tidegate.pool.counters.RequestKind;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.protocol.wire.PercentEncoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command for a worker, from its arrival to its answer, which it delivers to its origin. */
public final class Request {
  private static final int LOGGED_COMMAND = 100;

  private final RequestOrigin origin;
  private final RequestKind kind;
  private final CommandClass commandClass;

  /** As it arrived: of a map request the content of the netstring. */
  private final String text;

  private final RequestAccounting accounting;
  private final long arrivedNanos;
  private final Optional<String> limitedDomain;

  /** Fires when it has waited too long; there is one once it was queued. */
  private @Nullable Timer queueTimer;

  /** Fires when no worker came that was about to be there; there is one once it was awaited. */
  private @Nullable Timer workerTimer;

  /** The bytes that {@link RequestAccounting} has counted for it. */
  long countedBytes;

  private Request(
      RequestOrigin origin,
      RequestKind kind,
      CommandClass commandClass,
      String text,
      RequestAccounting accounting,
      long arrivedNanos) {
    this.origin = origin;
    this.kind = kind;
    this.commandClass = commandClass;
    this.text = text;
    this.accounting = accounting;
    this.arrivedNanos = arrivedNanos;
    this.limitedDomain =
        commandClass == CommandClass.RECIPOK && accounting.limitsDomains()
            ? CommandText.domainOf(text)
            : Optional.empty();
  }

  /** Makes a request of a line on the command socket. */
  static Request ofCommand(RequestOrigin client, String line, RequestAccounting all, long nanos) {
    CommandClass commandClass = CommandClass.of(line);
    return new Request(client, RequestKind.of(commandClass), commandClass, line, all, nanos);
  }

  /** Makes a request of a netstring on the map socket. */
  static Request ofMap(RequestOrigin client, String text, RequestAccounting all, long nanos) {
    return new Request(client, RequestKind.MAP, CommandClass.OTHER, text, all, nanos);
  }

  /** Makes a request of a tick whose time has come. */
  static Request ofTick(RequestOrigin tick, String line, RequestAccounting all, long nanos) {
    return new Request(tick, RequestKind.TICK, CommandClass.OTHER, line, all, nanos);
  }

  // ---- on its way

  /** Counts its bytes against their limit; returns false if they would exceed it. */
  public boolean admit() {
    return accounting.admit(this);
  }

  /** Counts that a worker has taken it. */
  public void taken(long nowNanos) {
    accounting.taken(this, nowNanos - arrivedNanos);
  }

  /** Counts that a worker is done with it, or lost, after that time. */
  public void left(long durationNanos) {
    accounting.left(this, durationNanos);
  }

  // ---- its end, exactly one of these

  /** Delivers a worker's answer. */
  public void answer(String line) {
    accounting.ended(this, Outcome.ANSWERED);
    deliver(line);
  }

  /** Answers as a filter would that defers one recipient too many for its domain. */
  public void limit() {
    accounting.ended(this, Outcome.DOMAIN_LIMIT);
    deliver(Refusal.DOMAIN_LIMIT);
  }

  /** Refuses it. */
  public void refuse(Refusal refusal) {
    accounting.ended(this, refusal.outcome());
    origin.answer(kind == RequestKind.MAP ? refusal.mapText() : refusal.commandText() + "\n");
  }

  /** Ends it without an answer, as its client is gone. */
  public void withdraw() {
    accounting.ended(this, Outcome.CLIENT_GONE);
  }

  private void deliver(String line) {
    origin.answer(kind == RequestKind.MAP ? PercentEncoding.decode(line) : line + "\n");
  }

  // ---- its properties

  /**
   * Returns the line for a worker. A map request is not kept in this form, three times as long,
   * while it waits.
   */
  public String line() {
    return kind == RequestKind.MAP ? mapLine(text) : text;
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

  public CommandClass commandClass() {
    return commandClass;
  }

  public RequestKind kind() {
    return kind;
  }

  /** Returns the setting that has the timeout of its class. */
  public Setting timeoutSetting() {
    return switch (kind) {
      case SCAN -> Setting.TIMEOUT_SCAN;
      case RELAYOK -> Setting.TIMEOUT_RELAYOK;
      case SENDEROK -> Setting.TIMEOUT_SENDEROK;
      case RECIPOK -> Setting.TIMEOUT_RECIPOK;
      case MAP -> Setting.TIMEOUT_MAP;
      case OTHER, TICK -> Setting.TIMEOUT_OTHER;
    };
  }

  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Returns the recipient's domain if {@code -y} limits it. */
  public Optional<String> limitedDomain() {
    return limitedDomain;
  }

  public String queueId() {
    return CommandText.queueIdOf(text, commandClass);
  }

  /** Returns a text that requests about the same message share; empty if it is about none. */
  public String messageKey() {
    return CommandText.messageKeyOf(text, commandClass);
  }

  /** Returns whether it came in on one of the command sockets. */
  public boolean isCommand() {
    return kind != RequestKind.MAP && kind != RequestKind.TICK;
  }

  public boolean isTick() {
    return kind == RequestKind.TICK;
  }

  /** Returns the reason, for the log, to start a worker for it. */
  public String startReason() {
    return switch (kind) {
      case MAP -> "About to handle map request";
      case TICK -> "About to run tick";
      case SCAN -> "About to perform scan";
      case RELAYOK, SENDEROK, RECIPOK, OTHER ->
          "About to execute command '"
              + text.substring(0, Math.min(text.length(), LOGGED_COMMAND))
              + "'";
    };
  }

  // ---- its waits

  /** Returns the timer of its time in the queue, null if it was never queued. */
  public @Nullable Timer queueTimer() {
    return queueTimer;
  }

  public void setQueueTimer(Timer timer) {
    queueTimer = timer;
  }

  /** Returns the timer of its wait for a worker, null if it never waited for one. */
  public @Nullable Timer workerTimer() {
    return workerTimer;
  }

  public void setWorkerTimer(Timer timer) {
    workerTimer = timer;
  }
}

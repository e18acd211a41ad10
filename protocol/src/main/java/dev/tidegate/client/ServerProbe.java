package dev.tidegate.client;

import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Kind and liveness of the server of one connection, by its messages. */
final class ServerProbe {
  /** Time after an interest line within which a server with the extension begins its answer. */
  static final Duration MEETING = Duration.ofSeconds(2);

  /** Silence, in tenths of the heartbeat interval, after which a heartbeat counts as missed. */
  static final int SILENCE_TENTHS = 25;

  /**
   * Silence, in the same unit, after which the connection is closed: the server's host may have
   * restarted and lost it.
   */
  static final int DROP_TENTHS = 100;

  private enum Kind {
    NOT_KNOWN,
    PLAIN,
    OURS
  }

  private final ListenerSettings settings;
  private final Alarm meetBy = new Alarm();
  private final Alarm silentAt = new Alarm();
  private final Alarm dropAt = new Alarm();
  private Kind kind = Kind.NOT_KNOWN;
  private long lastMessageNanos;

  ServerProbe(ListenerSettings settings) {
    this.settings = settings;
  }

  /** Starts the timers: the interest line was sent. */
  void await(long nowNanos) {
    kind = Kind.NOT_KNOWN;
    forget();
    lastMessageNanos = nowNanos;
    if (settings.json() || settings.snapshot()) {
      meetBy.set(nowNanos + MEETING.toNanos());
    } else if (settings.heartbeatSeconds() > 0) {
      meetBy.set(nowNanos + heartbeats(10) + MEETING.toNanos());
    }
  }

  /** Stops the timers: there is no connection. */
  void forget() {
    meetBy.off();
    silentAt.off();
    dropAt.off();
  }

  /** Applies a message; returns the kind of the server if this message identifies it. */
  Optional<Server> hear(Message message, long nowNanos) {
    lastMessageNanos = nowNanos;
    Optional<Server> found = kind == Kind.OURS ? Optional.empty() : shownBy(message);
    if (found.isPresent()) {
      kind = Kind.OURS;
      meetBy.off();
    }
    if (kind == Kind.OURS && settings.heartbeatSeconds() > 0) {
      silentAt.set(nowNanos + heartbeats(SILENCE_TENTHS));
      dropAt.set(nowNanos + heartbeats(DROP_TENTHS));
    }
    return found;
  }

  private static Optional<Server> shownBy(Message message) {
    if (message instanceof Message.Hello hello) {
      return Optional.of(new Server.Json(hello.version(), hello.host()));
    }
    return message instanceof Message.SnapshotBegun || message instanceof Message.Heartbeat
        ? Optional.of(new Server.Extended())
        : Optional.empty();
  }

  boolean isOurs() {
    return kind == Kind.OURS;
  }

  /** Returns true once if no message of the extension came in time, which identifies MIMEDefang. */
  boolean turnsOutPlain(long nowNanos) {
    boolean plain = meetBy.isDue(nowNanos);
    if (plain) {
      kind = Kind.PLAIN;
      meetBy.off();
    }
    return plain;
  }

  /** Returns true once per silence if a heartbeat is overdue. */
  boolean fallsSilent(long nowNanos) {
    boolean silent = silentAt.isDue(nowNanos);
    if (silent) {
      silentAt.off();
    }
    return silent;
  }

  boolean isGivenUp(long nowNanos) {
    return dropAt.isDue(nowNanos);
  }

  Duration silence(long nowNanos) {
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nowNanos - lastMessageNanos));
  }

  long leftNanos(long nowNanos) {
    return Math.min(
        meetBy.leftNanos(nowNanos),
        Math.min(silentAt.leftNanos(nowNanos), dropAt.leftNanos(nowNanos)));
  }

  private long heartbeats(int tenths) {
    return TimeUnit.SECONDS.toNanos(settings.heartbeatSeconds()) / 10 * tenths;
  }
}

package dev.tidegate.tools.dashboard.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;

/**
 * The open connections, and how long each has been at the same step: to wait and to send a request,
 * or to take its answer. Whoever takes too long, byte by byte or not at all, is closed.
 */
final class WebConnections implements Connection.Listener {
  static final Duration STEP_TIME = Duration.ofSeconds(10);

  /** As long as many others want a place. */
  static final Duration SHORT_STEP_TIME = Duration.ofSeconds(1);

  private static final int MANY = WebServer.MAX_CONNECTIONS * 3 / 4;

  /** Of one that reads events: those have a bound of their own. */
  private static final long FOR_EVER = Long.MIN_VALUE;

  private final Map<Connection, Long> sinceNanos = new ConcurrentHashMap<>();

  @Override
  public void onOpened(Connection connection) {
    sinceNanos.put(connection, now());
  }

  @Override
  public void onClosed(Connection connection) {
    sinceNanos.remove(connection);
  }

  /** A request has come whole, or has been answered. */
  void step(Connection connection) {
    sinceNanos.replace(connection, now());
  }

  /** What it asked for has no end. */
  void stay(Connection connection) {
    sinceNanos.replace(connection, FOR_EVER);
  }

  /** Closes those that take too long. */
  void sweep() {
    long now = now();
    Duration limit = sinceNanos.size() < MANY ? STEP_TIME : SHORT_STEP_TIME;
    sinceNanos.forEach(
        (connection, since) -> {
          if (since != FOR_EVER && now - since > limit.toNanos()) {
            connection.getEndPoint().close(new TimeoutException("took too long"));
          }
        });
  }

  private static long now() {
    long now = System.nanoTime();
    return now == FOR_EVER ? now + 1 : now;
  }
}

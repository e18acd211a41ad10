package dev.tidegate.daemon.loop;

import dev.tidegate.daemon.posix.DatagramSocket;
import dev.tidegate.daemon.posix.MonotonicClock;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notifications to the service manager by sd_notify(3): state of the process, status line, and
 * watchdog.
 *
 * <p>Used on the loop's thread only, so a loop that hangs feeds no watchdog. No method waits; a
 * manager that does not read, or has gone, has no other effect.
 */
public final class ServiceManager {
  /** Minimum time between two status lines. */
  static final long STATUS_APART_NANOS = 1_000_000_000;

  /** Delay before a datagram that did not fit into the manager's queue is sent again. */
  static final long RETRY_NANOS = 100_000_000;

  /**
   * Maximum number of datagrams that wait for a manager that does not read; beyond it, reloads are
   * not reported.
   */
  private static final int MOST_UNSENT = 16;

  private static final long NEVER = Long.MAX_VALUE;

  private final String path;
  private final @Nullable DatagramSocket socket;
  private final long feedEveryNanos;
  private final RecordSink records;
  private final ArrayDeque<String> unsent = new ArrayDeque<>();

  private @Nullable ServiceState lastState;
  private boolean hasComplained;
  private String lastStatus = "";
  private long retryNanos = NEVER;
  private long feedNanos = NEVER;
  private long statusNanos = Long.MIN_VALUE;

  /**
   * Creates it; sends nothing yet.
   *
   * @param path socket of the manager; empty: there is none, and no method has an effect
   * @param watchdogNanos watchdog timeout, 0 for none
   */
  public ServiceManager(Optional<String> path, long watchdogNanos, RecordSink records) {
    this.path = path.orElse("");
    this.socket = path.map(DatagramSocket::new).orElse(null);
    this.feedEveryNanos = watchdogNanos / 2;
    this.records = records;
  }

  /** Sends the pid; for a manager that has started another process, which is about to exit. */
  public void introduce(int pid) {
    send("MAINPID=" + pid);
  }

  /** Sends a new state if it may follow the previous one. */
  public void tell(ServiceState state) {
    boolean follows =
        switch (state) {
          case READY -> lastState == null || lastState == ServiceState.RELOADING;
          case RELOADING -> lastState == ServiceState.READY && unsent.size() < MOST_UNSENT;
          case STOPPING -> lastState != ServiceState.STOPPING;
        };
    if (!follows) {
      return;
    }
    if (lastState == null && feedEveryNanos > 0) {
      feedNanos = System.nanoTime();
    }
    if (state == ServiceState.STOPPING) {
      // The process may exit next; states queued before are obsolete.
      unsent.clear();
    }
    lastState = state;
    send(
        switch (state) {
          case READY -> "READY=1";
          case RELOADING -> "RELOADING=1\nMONOTONIC_USEC=" + MonotonicClock.micros();
          case STOPPING -> "STOPPING=1";
        });
  }

  /** Runs an action that counts as reloading, without involving the pool. */
  public void reload(Runnable action) {
    if (lastState != ServiceState.READY) {
      action.run();
      return;
    }
    tell(ServiceState.RELOADING);
    action.run();
    tell(ServiceState.READY);
  }

  /**
   * Sends what is due; called after each batch of events.
   *
   * @param statusText called at most once per second
   * @return time of the next call even if no event comes, {@link Long#MAX_VALUE} for none
   */
  long settle(long nowNanos, Supplier<String> statusText) {
    if (socket == null || lastState == null) {
      return NEVER;
    }
    if (retryNanos <= nowNanos) {
      retry(socket, nowNanos);
    }
    if (feedNanos <= nowNanos) {
      boolean full = offer(socket, "WATCHDOG=1") == DatagramSocket.Sent.FULL;
      feedNanos = nowNanos + (full ? RETRY_NANOS : feedEveryNanos);
    }
    long lookNanos = statusNanos > nowNanos ? statusNanos : look(socket, nowNanos, statusText);
    return Math.min(lookNanos, Math.min(feedNanos, retryNanos));
  }

  /** Sends what is due; returns the time of the next call even if no event comes. */
  private long look(DatagramSocket socket, long nowNanos, Supplier<String> statusText) {
    statusNanos = nowNanos + STATUS_APART_NANOS;
    String status = statusText.get();
    if (status.equals(lastStatus)) {
      return NEVER;
    }
    if (offer(socket, "STATUS=" + status) == DatagramSocket.Sent.FULL) {
      return statusNanos;
    }
    lastStatus = status;
    return NEVER;
  }

  /** Sends a datagram that may be lost, after those that may not. */
  private DatagramSocket.Sent offer(DatagramSocket socket, String datagram) {
    return unsent.isEmpty() ? socket.send(datagram) : DatagramSocket.Sent.FULL;
  }

  private void send(String datagram) {
    if (socket == null) {
      return;
    }
    unsent.add(datagram);
    if (unsent.size() == 1) {
      retry(socket, System.nanoTime());
    }
  }

  private void retry(DatagramSocket socket, long nowNanos) {
    retryNanos = NEVER;
    String next;
    while ((next = unsent.peek()) != null) {
      switch (socket.send(next)) {
        case YES -> unsent.remove();
        case NOBODY -> {
          unsent.remove();
          complain(next);
        }
        case FULL -> {
          retryNanos = nowNanos + RETRY_NANOS;
          return;
        }
      }
    }
  }

  private void complain(String datagram) {
    if (!hasComplained) {
      hasComplained = true;
      records.log(
          LogLevel.WARNING,
          "Cannot tell the service manager "
              + datagram.lines().findFirst().orElse("")
              + ": nobody reads at NOTIFY_SOCKET="
              + path);
    }
  }
}

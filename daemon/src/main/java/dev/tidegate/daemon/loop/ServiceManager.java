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
 * What the service manager is told, as sd_notify(3) has it: what the process is doing, a line of
 * status, and that the loop turns.
 *
 * <p>On the loop's thread only: a loop that hangs feeds no watchdog. Nothing here waits, and a
 * manager that does not read, or is gone, changes nothing else.
 */
public final class ServiceManager {
  /** The least time between two lines of status. */
  static final long STATUS_APART_NANOS = 1_000_000_000;

  /** How long a datagram is kept back that the manager's full queue did not take. */
  static final long RETRY_NANOS = 100_000_000;

  /** How many may wait for a manager that does not read; then reloading is no longer told. */
  private static final int MOST_UNSENT = 16;

  private static final long NEVER = Long.MAX_VALUE;

  private final String path;
  private final @Nullable DatagramSocket socket;
  private final long feedEveryNanos;
  private final Records records;
  private final ArrayDeque<String> unsent = new ArrayDeque<>();

  private @Nullable ServiceState told;
  private boolean hasComplained;
  private String lastStatus = "";
  private long retryNanos = NEVER;
  private long feedNanos = NEVER;
  private long statusNanos = Long.MIN_VALUE;

  /**
   * Tells nothing yet.
   *
   * @param path where the manager listens; empty: there is none, and nothing here does anything
   * @param watchdogNanos how long it waits for a sign of life, 0 for any time
   */
  public ServiceManager(Optional<String> path, long watchdogNanos, Records records) {
    this.path = path.orElse("");
    this.socket = path.map(DatagramSocket::new).orElse(null);
    this.feedEveryNanos = watchdogNanos / 2;
    this.records = records;
  }

  /** Says which process we are; for a manager that has started another one, which ends now. */
  public void introduce(int pid) {
    send("MAINPID=" + pid);
  }

  /** Tells what we do from now on, unless it does not follow from what was told before. */
  public void tell(ServiceState state) {
    boolean follows =
        switch (state) {
          case READY -> told == null || told == ServiceState.RELOADING;
          case RELOADING -> told == ServiceState.READY && unsent.size() < MOST_UNSENT;
          case STOPPING -> told != ServiceState.STOPPING;
        };
    if (!follows) {
      return;
    }
    if (told == null && feedEveryNanos > 0) {
      feedNanos = System.nanoTime();
    }
    if (state == ServiceState.STOPPING) {
      // There may be no later: what was to be said before no longer matters.
      unsent.clear();
    }
    told = state;
    send(
        switch (state) {
          case READY -> "READY=1";
          case RELOADING -> "RELOADING=1\nMONOTONIC_USEC=" + MonotonicClock.micros();
          case STOPPING -> "STOPPING=1";
        });
  }

  /** Does something that counts as reloading, which the pool need not know of. */
  public void reload(Runnable deed) {
    if (told != ServiceState.READY) {
      deed.run();
      return;
    }
    tell(ServiceState.RELOADING);
    deed.run();
    tell(ServiceState.READY);
  }

  /**
   * Sends what is due; called after each batch of events.
   *
   * @param statusText asked for once a second at most
   * @return when this is to be called again even if nothing happens, {@link Long#MAX_VALUE} for
   *     never
   */
  long settle(long nowNanos, Supplier<String> statusText) {
    if (socket == null || told == null) {
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

  /** Returns when to look again even if nothing happens. */
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

  /** Sends what may be lost, behind what may not. */
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

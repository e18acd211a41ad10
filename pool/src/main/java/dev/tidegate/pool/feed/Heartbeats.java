package dev.tidegate.pool.feed;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Listeners with a heartbeat interval, by the time of their next check; sending a message needs no
 * update here.
 */
final class Heartbeats {
  private final NavigableSet<Listener> byTime =
      new TreeSet<>(
          Comparator.<Listener>comparingLong(each -> each.nextHeartbeatNanos)
              .thenComparingLong(each -> each.id));

  /** Restarts the interval of a listener whose interest line is new. */
  void set(Listener listener, long heartbeatNanos, long nanos) {
    remove(listener);
    listener.heartbeatDue = false;
    listener.heartbeatNanos = heartbeatNanos;
    if (heartbeatNanos > 0) {
      listener.silentSinceNanos = nanos;
      listener.nextHeartbeatNanos = nanos + heartbeatNanos;
      byTime.add(listener);
    }
  }

  void remove(Listener listener) {
    if (listener.heartbeatNanos > 0) {
      byTime.remove(listener);
      listener.heartbeatNanos = 0;
    }
  }

  /** Returns the time of the next heartbeat, {@link Long#MAX_VALUE} for never. */
  long nextNanos() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.first().nextHeartbeatNanos;
  }

  /** Passes the listeners to which a heartbeat is due; reschedules all whose time has come. */
  void takeDue(long nanos, Consumer<Listener> silent) {
    while (nextNanos() <= nanos) {
      Listener listener = byTime.removeFirst();
      long dueNanos = listener.silentSinceNanos + listener.heartbeatNanos;
      // A listener with a backlog gets none: it is not reading.
      boolean isDue = !listener.awake && dueNanos <= nanos;
      listener.nextHeartbeatNanos =
          isDue || listener.awake ? nanos + listener.heartbeatNanos : dueNanos;
      byTime.add(listener);
      if (isDue) {
        silent.accept(listener);
      }
    }
  }
}

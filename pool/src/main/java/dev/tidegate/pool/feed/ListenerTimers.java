package dev.tidegate.pool.feed;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.settings.PoolSettings;
import java.util.function.LongConsumer;

/** Wakes listeners, sends heartbeats, and drops listeners that have stopped reading. */
public final class ListenerTimers {
  private final EventContext context;
  private final Feed feed;
  private final Timer stallCheck = new Timer(this::dropStalled);
  private final Timer heartbeat = new Timer(this::sendHeartbeats);

  /** A field, so that it is not made at each event. */
  private final LongConsumer emitWake;

  private final LongConsumer emitClose;

  public ListenerTimers(EventContext context, Feed feed) {
    this.context = context;
    this.feed = feed;
    emitWake = context::wakeListener;
    emitClose = context::closeListener;
  }

  public void begin() {
    scheduleStallCheck();
  }

  /** Applies changed settings. */
  public void follow(PoolSettings before, PoolSettings now) {
    if (now.listeners() != before.listeners()) {
      feed.limitListeners(now.listeners());
    }
    if (now.listenerIdleCloseSeconds() != before.listenerIdleCloseSeconds()) {
      scheduleStallCheck();
    }
  }

  /** Wakes the listeners that have something to read, and closes those that are to be closed. */
  public void wake() {
    feed.drainWoken(emitWake);
    feed.drainClosed(emitClose);
  }

  /** Wakes, closes and sets the next heartbeat; called at the end of every event. */
  public void settle() {
    wake();
    context.timers().expect(heartbeat, feed.nextHeartbeatNanos());
  }

  private void sendHeartbeats() {
    feed.sendHeartbeats(context.nanos());
  }

  private void dropStalled() {
    feed.dropStalled(context::drop);
    scheduleStallCheck();
  }

  private void scheduleStallCheck() {
    context.timers().cancel(stallCheck);
    int seconds = context.settings().listenerIdleCloseSeconds();
    if (seconds > 0) {
      context.timers().set(stallCheck, context.secondsFromNow(seconds));
    }
  }
}

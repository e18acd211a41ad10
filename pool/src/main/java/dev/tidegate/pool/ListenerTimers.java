package dev.tidegate.pool;

import dev.tidegate.pool.feed.Feed;
import java.util.function.LongConsumer;

/**
 * What listeners need besides what they are told: waking, signs of life, and an end for those that
 * take nothing.
 */
final class ListenerTimers {
  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final Feed feed;
  private final Timer stallLook = new Timer(this::dropStalled);
  private final Timer heartbeat = new Timer(this::sendHeartbeats);

  /** Kept, as one would be made anew at each event. */
  private final LongConsumer emitWake;

  private final LongConsumer emitClose;

  ListenerTimers(LiveSettings settings, EventContext context, Timers timers, Feed feed) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
    this.feed = feed;
    emitWake = id -> context.emit(new Effect.WakeListener(id));
    emitClose = id -> context.emit(new Effect.CloseListener(id));
  }

  void begin() {
    lookForStalls();
  }

  /** The settings are others. */
  void follow(PoolSettings before, PoolSettings now) {
    if (now.listeners() != before.listeners()) {
      feed.limitListeners(now.listeners());
    }
    if (now.listenerIdleCloseSeconds() != before.listenerIdleCloseSeconds()) {
      lookForStalls();
    }
  }

  /** Wakes whoever has something to read, and closes whoever has to go. */
  void wake() {
    feed.drainWoken(emitWake);
    feed.drainClosed(emitClose);
  }

  /** Called at the end of every turn. */
  void settle() {
    wake();
    timers.expect(heartbeat, feed.nextHeartbeatNanos());
  }

  private void sendHeartbeats() {
    feed.sendHeartbeats(context.nanos());
  }

  private void dropStalled() {
    feed.dropStalled(id -> context.emit(new Effect.Drop(id)));
    lookForStalls();
  }

  private void lookForStalls() {
    timers.cancel(stallLook);
    int seconds = settings.now().listenerIdleCloseSeconds();
    if (seconds > 0) {
      timers.set(stallLook, context.nanos() + seconds * WorkerLifecycle.SECOND_NANOS);
    }
  }
}

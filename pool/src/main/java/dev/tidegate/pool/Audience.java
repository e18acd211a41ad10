package dev.tidegate.pool;

import dev.tidegate.pool.feed.Feed;
import java.util.function.LongConsumer;

/**
 * What listeners need besides what they are told: waking, signs of life, and an end for those that
 * take nothing.
 */
final class Audience {
  private final LiveSettings settings;
  private final Turn turn;
  private final Timers timers;
  private final Feed feed;
  private final Timer stallLook = new Timer(this::dropStalled);
  private final Timer heartbeat = new Timer(this::beat);

  /** Kept, as one would be made anew at each event. */
  private final LongConsumer emitWake;

  private final LongConsumer emitClose;

  Audience(LiveSettings settings, Turn turn, Timers timers, Feed feed) {
    this.settings = settings;
    this.turn = turn;
    this.timers = timers;
    this.feed = feed;
    emitWake = id -> turn.emit(new Effect.WakeListener(id));
    emitClose = id -> turn.emit(new Effect.CloseListener(id));
  }

  void begin() {
    lookForStalls();
  }

  /** The settings are others. */
  void follow(PoolSettings before, PoolSettings now) {
    if (now.listeners() != before.listeners()) {
      feed.limitListeners(now.listeners());
    }
    if (now.listenerStallSeconds() != before.listenerStallSeconds()) {
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
    timers.expect(heartbeat, feed.nextBeatNanos());
  }

  private void beat() {
    feed.beat(turn.nanos());
  }

  private void dropStalled() {
    feed.dropStalled(id -> turn.emit(new Effect.Drop(id)));
    lookForStalls();
  }

  private void lookForStalls() {
    timers.cancel(stallLook);
    int seconds = settings.now().listenerStallSeconds();
    if (seconds > 0) {
      timers.set(stallLook, turn.nanos() + seconds * WorkerLife.SECOND_NANOS);
    }
  }
}

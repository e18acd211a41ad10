package dev.tidegate.pool;

import dev.tidegate.pool.values.LogLevel;
import java.util.ArrayList;
import java.util.List;

/** The event in hand: its time, and the effects that it has had so far. */
final class EventContext {
  private final LiveSettings settings;
  private final List<Effect> effects = new ArrayList<>();
  private Now now;

  EventContext(LiveSettings settings, Now now) {
    this.settings = settings;
    this.now = now;
  }

  void begin(Now at) {
    now = at;
    effects.clear();
  }

  /** Between two events it is another time, and nothing else. */
  void continueAt(Now at) {
    now = at;
  }

  /** Returns what is to be done, in order; overwritten by the next turn. */
  List<Effect> effects() {
    return effects;
  }

  Now now() {
    return now;
  }

  long nanos() {
    return now.monotonicNanos();
  }

  void emit(Effect effect) {
    effects.add(effect);
  }

  /** Returns whether {@code -l} was given; asked before a text is put together. */
  boolean logsEvents() {
    return settings.now().logEvents();
  }

  /** Logs, whether or not {@code -l} was given. */
  void log(LogLevel level, String text) {
    effects.add(new Effect.Log(level, text));
  }

  /** Logs if {@code -l} was given. */
  void logEvent(LogLevel level, String text) {
    if (logsEvents()) {
      log(level, text);
    }
  }
}

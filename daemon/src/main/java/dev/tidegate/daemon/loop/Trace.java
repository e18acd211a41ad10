package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;

/** Sees every event and effect in order, for {@code -d}. */
public interface Trace {

  /** Sees nothing. */
  Trace OFF =
      new Trace() {
        @Override
        public void event(Event event, Now now) {}

        @Override
        public void listenerReady(long id, int room, Now now) {}

        @Override
        public void effect(Effect effect) {}
      };

  /** An event is about to be handled. */
  void event(Event event, Now now);

  /** A listener's messages are about to be copied, {@code room} bytes at most. */
  void listenerReady(long id, int room, Now now);

  /** An effect is about to run. */
  void effect(Effect effect);
}

package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;

/** Receiver of every event and effect in order, for {@code -d}. */
public interface Trace {

  /** Ignores everything. */
  Trace OFF =
      new Trace() {
        @Override
        public void event(Event event, Now now) {}

        @Override
        public void listenerReady(long id, int room, Now now) {}

        @Override
        public void effect(Effect effect) {}
      };

  /** Called before an event is handled. */
  void event(Event event, Now now);

  /** Called before a listener's messages are copied, {@code room} bytes at most. */
  void listenerReady(long id, int room, Now now);

  /** Called before an effect is executed. */
  void effect(Effect effect);
}

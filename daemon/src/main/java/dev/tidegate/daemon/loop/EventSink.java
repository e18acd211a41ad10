package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Event;

/** Where whatever happens to a descriptor or a process is told; on the loop's thread only. */
@FunctionalInterface
public interface EventSink {

  /**
   * Hands over an event. Called while an effect runs, it is that effect's result: it is handled
   * before the next event from outside. Otherwise it has been handled when this returns.
   */
  void post(Event event);
}

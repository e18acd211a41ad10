package dev.tidegate.daemon.loop;

import dev.tidegate.pool.Event;

/** Receiver of events about descriptors and processes; used on the loop's thread only. */
@FunctionalInterface
public interface EventSink {

  /**
   * Handles an event. Posted while an effect runs, it is handled as that effect's result, before
   * the next external event, and this method returns before that; otherwise it has been handled
   * when this method returns.
   */
  void post(Event event);
}

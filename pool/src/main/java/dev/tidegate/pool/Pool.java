package dev.tidegate.pool;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The pool of workers as a pure machine: what happened goes in, what is to be done comes out.
 *
 * <p>Single-threaded. It does no I/O, reads no clock and knows no chance but its seed: the same
 * settings and the same sequence of events and times give the same effects.
 */
public final class Pool {

  /** Makes a pool in which every slot is stopped; nothing happens before {@link Event.Started}. */
  public Pool(PoolSettings settings, Now now) {
    throw new UnsupportedOperationException(settings.toString() + now);
  }

  /**
   * Takes one event and returns what is to be done, in order. The list is the pool's own and is
   * overwritten by the next call.
   */
  public List<Effect> handle(Event event, Now now) {
    throw new UnsupportedOperationException(event.toString() + now);
  }

  /**
   * Returns the monotonic time at which {@link Event.DeadlineReached} is due, {@link
   * Long#MAX_VALUE} if nothing is waited for. One such event fires one timer.
   */
  public long nextDeadlineNanos() {
    throw new UnsupportedOperationException();
  }

  /**
   * Copies the next messages that a listener is owed, whole ones only, as many as fit.
   *
   * @param into has room for at least 4,096 bytes when it is empty
   * @return the number of bytes copied; 0 when it is owed nothing more, and {@link
   *     Effect.WakeListener} will tell when that changes
   */
  public int takeForListener(long id, ByteBuffer into, Now now) {
    throw new UnsupportedOperationException(id + into.toString() + now);
  }
}

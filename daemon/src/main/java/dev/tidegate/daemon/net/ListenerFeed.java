package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Driver;
import java.nio.ByteBuffer;

/** Source of the listeners' messages, and gate for their lines. */
public interface ListenerFeed {

  /**
   * Copies messages; see {@link dev.tidegate.pool.Pool#handle(long, ByteBuffer,
   * dev.tidegate.pool.Now)}.
   */
  int takeForListener(long id, ByteBuffer into);

  /** Returns whether lines may be posted; see {@link dev.tidegate.pool.Pool#takesLines}. */
  boolean takesLines(long id);

  /** Returns the feed of a driver's pool. */
  static ListenerFeed of(Driver driver) {
    return new ListenerFeed() {
      @Override
      public int takeForListener(long id, ByteBuffer into) {
        return driver.takeForListener(id, into);
      }

      @Override
      public boolean takesLines(long id) {
        return driver.takesLines(id);
      }
    };
  }
}

package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Driver;
import java.nio.ByteBuffer;

/** Where the messages for listeners come from, and when their lines may go there. */
public interface ListenerFeed {

  /** As {@link dev.tidegate.pool.Pool#handle(long, ByteBuffer, dev.tidegate.pool.Now)}, now. */
  int takeForListener(long id, ByteBuffer into);

  /** As {@link dev.tidegate.pool.Pool#takesLines}. */
  boolean takesLines(long id);

  /** Returns what a driver's pool has for them. */
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

package dev.tidegate.daemon.net;

import java.nio.ByteBuffer;

/** Where the messages for listeners come from. */
@FunctionalInterface
public interface ListenerFeed {

  /** As {@link dev.tidegate.pool.Pool#takeForListener}, at the present time. */
  int takeForListener(long id, ByteBuffer into);
}

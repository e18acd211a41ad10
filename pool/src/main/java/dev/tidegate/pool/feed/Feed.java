package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Stub. */
public final class Feed {
  public Feed(int ringEvents, int maxListeners, int maxWorkers) {}

  public void publish(Notice notice, PoolCounts counts, int queued, long wallMillis) {}

  public void connect(long id) {}

  public boolean knows(long id) {
    return false;
  }

  public void lineArrived(long id, String line) {}

  public void overlong(long id) {}

  public void inputEnded(long id) {}

  public void disconnect(long id) {}

  public int take(long id, ByteBuffer into, long nowNanos) {
    return 0;
  }

  public void drainWoken(LongConsumer each) {}

  public void drainClosed(LongConsumer each) {}

  public void endAll() {}
}

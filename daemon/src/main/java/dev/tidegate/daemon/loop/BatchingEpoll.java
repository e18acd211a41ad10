package dev.tidegate.daemon.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, extended by {@link Poller#endBatch} after each batch of events and by the
 * poller's deadline.
 *
 * <p>Netty's own task queue and timers cost more, and a task that adds another one would starve the
 * descriptors.
 */
final class BatchingEpoll implements IoHandler {
  /** Netty's constant for no deadline, which a real deadline must not equal. */
  private static final long NETTYS_NONE = -1;

  private final IoHandler epoll;
  private final Poller poller;
  private @Nullable Waiting waiting;

  BatchingEpoll(IoHandler epoll, Poller poller) {
    this.epoll = epoll;
    this.poller = poller;
  }

  @Override
  public int run(IoHandlerContext context) {
    int handled = epoll.run(waitingOf(context));
    poller.endBatch();
    return handled;
  }

  /** Cached: there is one loop. */
  private Waiting waitingOf(IoHandlerContext context) {
    Waiting present = waiting;
    if (present == null) {
      present = new Waiting(context, poller);
      waiting = present;
    }
    return present;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return epoll.register(handle);
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** Decides whether epoll may wait, and until when. */
  private static final class Waiting implements IoHandlerContext {
    private final IoHandlerContext loop;
    private final Poller poller;

    Waiting(IoHandlerContext loop, Poller poller) {
      this.loop = loop;
      this.poller = poller;
    }

    @Override
    public boolean canBlock() {
      return loop.canBlock() && poller.mayWait();
    }

    @Override
    public long delayNanos(long nowNanos) {
      return Math.max(0, poller.deadlineNanos() - nowNanos);
    }

    @Override
    public long deadlineNanos() {
      long deadlineNanos = poller.deadlineNanos();
      return deadlineNanos == NETTYS_NONE ? 0 : deadlineNanos;
    }
  }
}

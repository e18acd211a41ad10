package dev.tidegate.daemon.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor in the loop, with the conditions watched on it.
 *
 * <p>It costs no system call before the first {@link #watch}.
 */
public abstract class Watch implements EpollIoHandle {
  /** Raw epoll bits. */
  public static final int IN = 0x1;

  public static final int OUT = 0x4;
  public static final int ERR = 0x8;
  public static final int HUP = 0x10;
  public static final int RDHUP = 0x2000;

  /** Hang-up and errors, which epoll always reports. */
  public static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

  public static final EpollIoOps INPUT = EpollIoOps.EPOLLIN;
  public static final EpollIoOps INPUT_OR_ITS_END = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);
  public static final EpollIoOps END_OF_INPUT = EpollIoOps.EPOLLRDHUP;
  public static final EpollIoOps ROOM = EpollIoOps.EPOLLOUT;
  public static final EpollIoOps INPUT_OR_ROOM =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLOUT);

  private final Poller poller;
  private final FileDescriptor fd;
  private @Nullable IoRegistration registration;
  private EpollIoOps interest = NOTHING;
  private boolean closed;

  protected Watch(Poller poller, FileDescriptor fd) {
    this.poller = poller;
    this.fd = fd;
  }

  /** Handles a ready descriptor; the bits are epoll's, and may be out of date. */
  protected abstract void ready(int bits);

  /** Replaces the watched conditions; hang-ups are always reported. */
  public final void watch(EpollIoOps ops) {
    if (closed) {
      return;
    }
    if (registration == null) {
      registration = poller.register(this);
    } else if (ops.equals(interest)) {
      return;
    }
    // EpollIoOps.NONE is never used: the registration then forgets to add the descriptor again.
    interest = ops;
    registration.submit(ops);
  }

  /** Returns whether the descriptor is registered with the loop. */
  public final boolean isWatched() {
    return registration != null;
  }

  public final boolean isClosed() {
    return closed;
  }

  /**
   * Stops watching and closes the descriptor: at the end of the batch if it is registered, so that
   * no event of this batch is attributed to a new descriptor of the same number.
   */
  public final void discard() {
    if (closed) {
      return;
    }
    closed = true;
    if (registration == null) {
      closeDescriptor();
    } else {
      poller.closeAtEndOfBatch(this);
    }
  }

  final void closeNow() {
    if (registration != null) {
      registration.cancel();
    }
    closeDescriptor();
  }

  private void closeDescriptor() {
    try {
      fd.close();
    } catch (IOException ignored) {
      // Linux has closed it whatever close(2) returns; an error needs no report.
    }
  }

  @Override
  public final void handle(IoRegistration from, IoEvent event) {
    if (!closed) {
      poller.run(this, ((EpollIoEvent) event).ops().value());
    }
  }

  @Override
  public final FileDescriptor fd() {
    return fd;
  }

  /** Called when the loop itself ends. */
  @Override
  public final void close() {
    closed = true;
    closeDescriptor();
  }
}

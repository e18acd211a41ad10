package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.Descriptors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** Stdin of a worker: requests, and the probe line. */
final class WorkerInput extends Watch {
  private final WorkerProcess worker;
  private final Outgoing outgoing;

  /** Number of bytes in the pipe if the worker has read nothing of the last request; or 0. */
  private int requestBytes;

  /** Whether that was so of the request when the pipe was closed after a failed write. */
  private boolean wasUnread;

  private int unsentBytes;

  WorkerInput(Poller poller, FileDescriptor fd, WorkerProcess worker) {
    super(poller, fd);
    this.worker = worker;
    this.outgoing = new Outgoing(poller, fd);
  }

  /** Returns whether there is no unwritten rest of a request. */
  boolean isIdle() {
    return outgoing.isEmpty();
  }

  /** Notes that the last request was answered. */
  void answered() {
    requestBytes = 0;
  }

  /** Returns whether a request was written, at least in part, and not a byte of it was read. */
  boolean isRequestUnread() {
    int written = requestBytes - unsentBytes;
    return wasUnread
        || (written > 0 && !isClosed() && Descriptors.unreadBytes(fd().intValue()) == written);
  }

  /** Returns whether the process has read all that was written. */
  boolean isAllRead() {
    return !isClosed() && Descriptors.unreadBytes(fd().intValue()) == 0;
  }

  void send(byte[] request) {
    if (isClosed()) {
      worker.refused("its stdin is closed");
      return;
    }
    try {
      boolean all = outgoing.write(request);
      requestBytes = request.length;
      unsentBytes = outgoing.unsentBytes();
      worker.expectAnswer();
      if (all) {
        worker.requestTaken();
      } else {
        watch(ROOM);
        worker.requestStalled();
      }
    } catch (IOException failure) {
      failed(failure);
    }
  }

  /** Writes the probe line into the empty pipe; returns whether that succeeded. */
  boolean sendProbe(byte[] line) {
    if (isClosed()) {
      return false;
    }
    try {
      return outgoing.write(line);
    } catch (IOException failure) {
      return false;
    }
  }

  @Override
  protected void ready(int bits) {
    if (outgoing.isEmpty()) {
      return;
    }
    try {
      boolean all = outgoing.resume();
      unsentBytes = outgoing.unsentBytes();
      if (all) {
        watch(NOTHING);
        worker.requestTaken();
      }
    } catch (IOException failure) {
      failed(failure);
    }
  }

  private void failed(IOException failure) {
    outgoing.forget();
    if (!worker.reap()) {
      // A process that is about to end has closed its pipes already.
      wasUnread = isRequestUnread();
      discard();
      worker.refused(String.valueOf(failure.getMessage()));
    }
  }
}

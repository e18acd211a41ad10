package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.PeerCredentials;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.pool.Event;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Connection of a peer to one of the sockets. */
abstract sealed class Connection extends Watch
    permits CommandClient, MapClient, ListenerConnection {
  /** Maximum number of unread bytes discarded before closing. */
  private static final int DRAINED_BYTES = 1 << 20;

  final long id;
  final Connections all;
  final Poller poller;
  final Outgoing outgoing;
  private int unfinishedBytes;

  Connection(long id, FileDescriptor fd, Connections all, Poller poller) {
    super(poller, fd);
    this.id = id;
    this.all = all;
    this.poller = poller;
    this.outgoing = new Outgoing(poller, fd);
  }

  /** Starts reading, after the pool was notified of the connection. */
  abstract void begin();

  abstract void answer(String text);

  /** Returns whether a request of this peer is pending. */
  abstract boolean isWaiting();

  /** Tries once more to send pending output. */
  abstract void flush();

  /** Returns the peer's process and user, in words; of a Unix socket only. */
  final String peer() {
    try {
      PeerCredentials peer = PeerCredentials.of(fd().intValue());
      return "uid " + peer.uid() + " (pid " + peer.pid() + ")";
    } catch (PosixException unknown) {
      return "somebody (" + unknown.getMessage() + ")";
    }
  }

  /** Reads once into the loop's buffer and prepares it for reading from it. */
  final int read(int mostBytes) throws IOException {
    ByteBuffer in = poller.in();
    int got = fd().readAddress(poller.inAddress(), 0, mostBytes);
    in.position(0).limit(Math.max(got, 0));
    return got;
  }

  static byte[] bytesOf(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Closes the connection and notifies the pool. */
  final void lost() {
    leave();
    all.events.post(new Event.Disconnected(id));
  }

  /**
   * Records the number of bytes held for the peer; the last call of a handler, as it may close the
   * connection.
   */
  final void keeps(int bytes) {
    if (bytes != unfinishedBytes) {
      unfinishedBytes = bytes;
      all.partialMessageBudget.keep(this, bytes);
    }
  }

  /** Closes the connection without notifying the pool, which requested it. */
  final void leave() {
    keeps(0);
    all.forget(this);
    discard();
  }

  /**
   * Discards unread input: closing a socket with unread input resets the connection, and the peer
   * may lose the last output.
   */
  final void drain() {
    try {
      int drained = 0;
      int got;
      do {
        got = fd().readAddress(poller.inAddress(), 0, Poller.READ_BYTES);
        drained += got;
      } while (got == Poller.READ_BYTES && drained < DRAINED_BYTES);
    } catch (IOException ignored) {
      // The connection is closed next anyway.
    }
  }
}

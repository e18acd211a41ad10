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

/** One peer that connected to one of the sockets. */
abstract sealed class Connection extends Watch
    permits CommandClient, MapClient, ListenerConnection {
  /** Unread input that is thrown away before closing, at most. */
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

  /** The pool has been told of the connection. */
  abstract void begin();

  abstract void answer(String text);

  /** Whether a request of this peer is still to be answered. */
  abstract boolean isWaiting();

  /** Offers what is unsent once more. */
  abstract void flush();

  /** Returns who is at the other end, in words; of a Unix socket's. */
  final String peer() {
    try {
      PeerCredentials peer = PeerCredentials.of(fd().intValue());
      return "uid " + peer.uid() + " (pid " + peer.pid() + ")";
    } catch (PosixException unknown) {
      return "somebody (" + unknown.getMessage() + ")";
    }
  }

  /** Reads once into the loop's buffer, which is then ready to be taken from. */
  final int read(int mostBytes) throws IOException {
    ByteBuffer in = poller.in();
    int got = fd().readAddress(poller.inAddress(), 0, mostBytes);
    in.position(0).limit(Math.max(got, 0));
    return got;
  }

  static byte[] bytesOf(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The peer has gone, or must go: closes and tells the pool. */
  final void lost() {
    leave();
    all.events.post(new Event.Disconnected(id));
  }

  /** Tells how much is kept for the peer now; the last thing to do, as it may have to go for it. */
  final void keeps(int bytes) {
    if (bytes != unfinishedBytes) {
      unfinishedBytes = bytes;
      all.partialMessageBudget.keep(this, bytes);
    }
  }

  /** Closes without a word to the pool, which knows. */
  final void leave() {
    keeps(0);
    all.forget(this);
    discard();
  }

  /**
   * Reads away what the peer has sent and nobody wants: a socket that is closed with unread input
   * resets the connection, and the peer may lose what was written to it last.
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
      // It is closed next anyway.
    }
  }
}

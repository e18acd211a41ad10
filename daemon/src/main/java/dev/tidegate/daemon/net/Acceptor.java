package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.Errno;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** Accepts connections from one listening socket, in their order. */
final class Acceptor extends Watch {
  /**
   * Maximum number of connections accepted before other descriptors are served: low, so that
   * available answers do not wait behind a burst of new requests.
   */
  private static final int ACCEPTS_PER_TURN = 4;

  /** Pause after descriptors or memory have run out. */
  private static final long PAUSE_NANOS = 100_000_000;

  // errno(3), negated as in Netty.
  private static final int ECONNABORTED = -103;
  private static final int EINTR = -4;
  private static final int EPROTO = -71;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;

  private final ListeningSocket listening;
  private final Connections all;
  private final Poller poller;
  private final Socket socket;
  private final byte[] peerAddress = new byte[128];

  private Acceptor(ListeningSocket listening, Socket socket, Connections all, Poller poller) {
    super(poller, socket);
    this.listening = listening;
    this.socket = socket;
    this.all = all;
    this.poller = poller;
  }

  static Acceptor of(ListeningSocket listening, Connections all, Poller poller) {
    return new Acceptor(listening, new Socket(listening.fd()), all, poller);
  }

  void begin() {
    watch(INPUT);
  }

  @Override
  protected void ready(int bits) {
    for (int taken = 0; taken < ACCEPTS_PER_TURN && !isClosed(); taken++) {
      if (taken > 0 && all.isFull(listening.clientSocket())) {
        // Unknown whether another connection waits; if so, epoll reports the socket again.
        return;
      }
      if (!all.makeRoom(listening.clientSocket())) {
        pause();
        return;
      }
      try {
        int fd = socket.accept(peerAddress);
        if (fd < 0) {
          return;
        }
        welcome(fd);
      } catch (NativeIoException failure) {
        if (!isThePeersAffair(failure.expectedErr())) {
          failed(taken, failure);
          return;
        }
      } catch (IOException failure) {
        failed(taken, failure);
        return;
      }
    }
  }

  private void failed(int taken, IOException failure) {
    // The kernel allocates a descriptor before it looks for a connection, so perhaps none waits;
    // otherwise epoll reports the socket again.
    if (taken > 0) {
      return;
    }
    // A descriptor closed now is free at the end of this batch.
    if (!all.cannotAccept(listening.clientSocket(), failure)) {
      pause();
    }
  }

  private void welcome(int fd) throws IOException {
    if (!listening.isTcp()) {
      all.accepted(listening.clientSocket(), new FileDescriptor(fd));
      return;
    }
    Socket peer = new Socket(fd);
    try {
      peer.setTcpNoDelay(true);
      peer.setKeepAlive(true);
      peer.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, 60);
      peer.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, 10);
      peer.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, 3);
    } catch (IOException alreadyGone) {
      peer.close();
      return;
    }
    all.accepted(listening.clientSocket(), peer);
  }

  private static boolean isThePeersAffair(int errno) {
    return errno == ECONNABORTED || errno == EINTR || errno == EPROTO;
  }

  /** Stops watching for a while: the loop would spin on a socket from which it cannot accept. */
  private void pause() {
    watch(NOTHING);
    poller.after(PAUSE_NANOS, this::begin);
  }

  /** Closes the socket and removes its file if Tidegate created it. */
  void end() throws IOException {
    discard();
    if (listening.ownFile().isPresent()) {
      try {
        PosixFiles.unlink(listening.ownFile().get());
      } catch (PosixException failure) {
        if (failure.errno() != Errno.ENOENT) {
          throw new IOException(failure.getMessage(), failure);
        }
      }
    }
  }
}

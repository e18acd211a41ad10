package dev.tidegate.acceptance.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A network between a listener and a multiplexor: it tears, holds back and cuts. */
final class Relay implements AutoCloseable {
  private final Path at;
  private final Path to;
  private final int pieceBytes;
  private final ServerSocketChannel server;
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
  private volatile boolean frozen;

  /**
   * @param pieceBytes how many bytes it hands on at once
   */
  Relay(Path at, Path to, int pieceBytes) {
    this.at = at;
    this.to = to;
    this.pieceBytes = pieceBytes;
    try {
      Files.deleteIfExists(at);
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::acceptAll);
  }

  Path at() {
    return at;
  }

  /** From now on no byte goes through the connections that stand, and none is closed. */
  void freeze() {
    frozen = true;
  }

  /** Connections that are made from now on are handed on. */
  void thawForNewOnes() {
    open.clear();
    frozen = false;
  }

  /** Closes every connection that stands. */
  void cut() {
    open.forEach(Relay::close);
    open.clear();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        SocketChannel target = SocketChannel.open(UnixDomainSocketAddress.of(to));
        open.add(client);
        open.add(target);
        Thread.ofPlatform().daemon().start(() -> handOn(client, target));
        Thread.ofPlatform().daemon().start(() -> handOn(target, client));
      } catch (IOException over) {
        // Closed, or nobody is there: the client sees an end.
      }
    }
  }

  private void handOn(SocketChannel from, SocketChannel into) {
    ByteBuffer piece = ByteBuffer.allocate(pieceBytes);
    try {
      while (from.read(piece.clear()) >= 0) {
        while (frozen) {
          LockSupport.parkNanos(1_000_000);
        }
        if (!open.contains(from)) {
          return;
        }
        piece.flip();
        while (piece.hasRemaining()) {
          into.write(piece);
        }
      }
    } catch (IOException over) {
      // As an end.
    }
    close(from);
    close(into);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be closed.
    }
  }

  @Override
  public void close() {
    frozen = false;
    close(server);
    cut();
  }

  private static void close(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be closed.
    }
  }
}

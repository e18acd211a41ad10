package dev.tidegate.acceptance.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A command socket that dies with the question still unread in part, after half an answer. */
final class Resetting implements AutoCloseable {
  private final ServerSocketChannel server;

  Resetting(Path socket) {
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::serve);
  }

  private void serve() {
    while (true) {
      try (SocketChannel client = server.accept()) {
        // The question is there, as this has come, but the rest of it is not read.
        client.read(ByteBuffer.allocate(1));
        client.write(ByteBuffer.wrap(new byte[] {'I', 'B', ' '}));
      } catch (IOException closed) {
        return;
      }
    }
  }

  boolean isOpen() {
    return server.isOpen();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

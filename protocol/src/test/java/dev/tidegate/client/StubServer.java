package dev.tidegate.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Unix socket behind which a test says what happens to each connection. */
final class StubServer implements Closeable {
  /** What is done with a connection before it is closed. */
  interface Behaviour {
    void serve(SocketChannel connection) throws IOException;
  }

  private final Path folder = Files.createTempDirectory("stub");
  private final Path path = folder.resolve("socket");
  private final ServerSocketChannel server;

  StubServer(Behaviour behaviour) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address());
    Thread thread = new Thread(() -> serveAll(behaviour), "stub server");
    thread.setDaemon(true);
    thread.start();
  }

  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(path);
  }

  private void serveAll(Behaviour behaviour) {
    while (server.isOpen()) {
      try (SocketChannel connection = server.accept()) {
        behaviour.serve(connection);
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException peerHasGone) {
        // A test that closes early is a test of its own end.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    Files.deleteIfExists(folder);
  }
}

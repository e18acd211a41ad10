package dev.tidegate.acceptance.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A command socket that gives recorded answers, one a connection, and notes what was asked. */
final class Replay implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param answers a char a byte, in the order of the connections
   */
  Replay(Path socket, List<String> answers) {
    this.socket = socket;
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(() -> serve(answers));
  }

  private void serve(List<String> answers) {
    for (String answer : answers) {
      try (SocketChannel client = server.accept()) {
        asked.add(line(client));
        ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(ISO_8859_1));
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
      } catch (IOException gone) {
        // A client that is gone, or the end of the test: what was asked shows it.
        if (!server.isOpen()) {
          return;
        }
      }
    }
  }

  private static String line(SocketChannel client) throws IOException {
    StringBuilder line = new StringBuilder();
    var in = Channels.newInputStream(client);
    for (int each = in.read(); each >= 0; each = in.read()) {
      line.append((char) each);
      if (each == '\n') {
        break;
      }
    }
    return line.toString();
  }

  Path socket() {
    return socket;
  }

  List<String> asked() {
    return List.copyOf(asked);
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

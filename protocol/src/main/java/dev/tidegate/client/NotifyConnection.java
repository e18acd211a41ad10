package dev.tidegate.client;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.wire.LineSplitter;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Blocking connection to the notification socket: sends an interest line and returns the lines of
 * the server.
 *
 * <p>One thread may read at a time; any thread may close.
 */
public final class NotifyConnection implements Closeable {
  private static final int READ_BYTES = 8192;

  private final SocketChannel channel;
  private final LineSplitter lines = LineSplitter.ofMessages();
  private final ByteBuffer received = ByteBuffer.allocate(READ_BYTES).limit(0);

  private NotifyConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects. The server sends only lines beginning with {@code *} until {@link #want} is called.
   *
   * @param timeout limit for connecting; reading has none
   * @throws IOException if there is no connection in time
   */
  public static NotifyConnection connect(SocketAddress address, Duration timeout)
      throws IOException {
    SocketChannel channel = SocketConnector.connect(address, Deadline.in(timeout));
    channel.configureBlocking(true);
    return new NotifyConnection(channel);
  }

  /**
   * Replaces the message types that the server sends.
   *
   * @throws IOException if the connection broke
   */
  public void want(Interest interest) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((interest.line() + "\n").getBytes(StandardCharsets.ISO_8859_1));
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  /**
   * Waits for the next line and returns it without its newline; empty once either side has closed.
   *
   * @throws IOException if the connection broke
   */
  public Optional<String> read() throws IOException {
    try {
      while (true) {
        if (lines.next(received) == LineSplitter.Found.LINE) {
          return Optional.of(lines.line());
        }
        int bytes = channel.read(received.clear());
        received.flip();
        if (bytes < 0) {
          return Optional.empty();
        }
      }
    } catch (ClosedChannelException closedByUs) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

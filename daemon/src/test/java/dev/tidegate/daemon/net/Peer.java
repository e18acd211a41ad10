package dev.tidegate.daemon.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The other end of a connection. */
public final class Peer implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 20;

  private final SocketChannel channel;

  private Peer(SocketChannel channel) {
    this.channel = channel;
  }

  public static Peer connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return new Peer(channel);
  }

  public Peer write(String text) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    within(
        () -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          return "";
        });
    return this;
  }

  public Peer endOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** Reads until the other side closes; the deadline makes a hang a failure. */
  public String readToEnd() throws Exception {
    return within(
        () -> {
          StringBuilder text = new StringBuilder();
          ByteBuffer buffer = ByteBuffer.allocate(65_536);
          while (channel.read(buffer.clear()) >= 0) {
            text.append(
                new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
          }
          return text.toString();
        });
  }

  /** Reads this many bytes. */
  public String read(int bytes) throws Exception {
    return within(
        () -> {
          ByteBuffer buffer = ByteBuffer.allocate(bytes);
          while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
          return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private interface Reading {
    String read() throws IOException;
  }

  private static String within(Reading reading) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return reading.read();
              } catch (IOException failure) {
                return failure.toString();
              }
            })
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}

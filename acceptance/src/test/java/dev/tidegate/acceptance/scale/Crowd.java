package dev.tidegate.acceptance.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many connections that one thread reads, at one descriptor each. */
final class Crowd implements AutoCloseable {
  private static final long RETRY_NANOS = 1_000_000;
  private static final int CHUNK_BYTES = 1 << 18;

  /** What is done with what a connection brings; on the crowd's own thread. */
  interface Ear {
    void heard(ByteBuffer bytes);

    default void ended() {}
  }

  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Thread reader;

  Crowd() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().name("crowd").start(this::read);
  }

  /** Connects, again and again while the backlog is full, and sends a text. */
  void join(Path socket, String text, Ear ear) {
    try {
      SocketChannel channel = connect(UnixDomainSocketAddress.of(socket));
      channels.add(channel);
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.register(selector, SelectionKey.OP_READ, ear);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SocketChannel connect(UnixDomainSocketAddress address) throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.configureBlocking(false);
      try {
        if (channel.connect(address)) {
          return channel;
        }
      } catch (IOException e) {
        if (!String.valueOf(e.getMessage()).contains("temporarily unavailable")) {
          throw e;
        }
      }
      channel.close();
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Sends each of them the same text. */
  void sayAll(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      for (SocketChannel channel : channels) {
        channel.write(ByteBuffer.wrap(bytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try {
      while (selector.isOpen()) {
        selector.select(key -> read(key, chunk), 10);
      }
    } catch (IOException | ClosedSelectorException e) {
      // Closed: that is the end.
    }
  }

  private static void read(SelectionKey key, ByteBuffer chunk) {
    Ear ear = (Ear) key.attachment();
    try {
      if (((SocketChannel) key.channel()).read(chunk.clear()) < 0) {
        key.cancel();
        ear.ended();
      } else {
        ear.heard(chunk.flip());
      }
    } catch (IOException reset) {
      key.cancel();
      ear.ended();
    }
  }

  @Override
  public void close() {
    leave();
  }

  /** All of them hang up. */
  void leave() {
    try {
      for (SocketChannel channel : channels) {
        channel.close();
      }
      selector.close();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

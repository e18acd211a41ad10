package dev.tidegate.client;

import dev.tidegate.protocol.wire.LineSplitter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Connection to a notification socket, without blocking. */
final class NotifyChannel {
  /**
   * Maximum length of a line; a longer one ends the connection. (The bytes kept of a line have a
   * lower bound.)
   */
  static final int MAX_LINE_BYTES = 65_536;

  private static final int READ_BYTES = 8_192;
  private static final int WRITE_BYTES = 2_048;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final LineSplitter lines = LineSplitter.ofMessages();
  private final ByteBuffer received = ByteBuffer.allocate(READ_BYTES).limit(0);
  private final ByteBuffer unsent = ByteBuffer.allocate(WRITE_BYTES);
  private int lineBytes;
  private boolean established;

  /** Failure of a write; thrown after the input received before it has been read. */
  private Optional<IOException> writeFailure = Optional.empty();

  private NotifyChannel(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /** Starts connecting. */
  static NotifyChannel open(Address address, long attempt, Selector selector) throws IOException {
    SocketChannel channel = SocketConnector.begin(address, attempt);
    try {
      return new NotifyChannel(channel, channel.register(selector, SelectionKey.OP_CONNECT));
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Returns whether the connection was established by this call. */
  boolean establishes() throws IOException {
    if (established || !channel.finishConnect()) {
      return false;
    }
    established = true;
    key.interestOps(SelectionKey.OP_READ);
    return true;
  }

  /** Returns the next complete line that was read, without its newline. */
  Optional<String> line() throws IOException {
    int before = received.remaining();
    if (lines.next(received) == LineSplitter.Found.LINE) {
      lineBytes = 0;
      return Optional.of(lines.takeLine());
    }
    lineBytes += before;
    if (lineBytes > MAX_LINE_BYTES) {
      throw new IOException("it sent a line of more than " + MAX_LINE_BYTES + " bytes");
    }
    return Optional.empty();
  }

  /**
   * Reads available input, after {@link #line} returned all lines of earlier input; returns whether
   * there was any.
   *
   * @throws EOFException if the server has closed the connection
   * @throws IOException if the connection broke
   */
  boolean read() throws IOException {
    int bytes = established ? channel.read(received.clear()) : 0;
    received.flip();
    if (bytes < 0) {
      throw new EOFException("it closed the connection");
    }
    if (bytes == 0 && writeFailure.isPresent()) {
      throw writeFailure.get();
    }
    return bytes > 0;
  }

  /** Queues a line, to which it adds the newline, and sends as much as the socket accepts. */
  void send(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > unsent.remaining()) {
      throw new IOException("it takes no line any more");
    }
    unsent.put(bytes);
    flush();
  }

  /** Sends as much of the queued output as the socket accepts. */
  void flush() {
    if (established && unsent.position() > 0) {
      try {
        channel.write(unsent.flip());
        unsent.compact();
      } catch (IOException failure) {
        writeFailure = Optional.of(failure);
        unsent.clear();
      }
      boolean all = unsent.position() == 0;
      key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  void close() {
    SocketConnector.close(channel);
  }
}

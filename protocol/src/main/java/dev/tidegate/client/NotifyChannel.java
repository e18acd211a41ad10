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

/** One connection to a notification socket, that never makes its thread wait. */
final class NotifyChannel {
  /** A line that is longer ends the connection; what is kept of it is bounded anyway. */
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

  /** Kept until what the server said before is read. */
  private Optional<IOException> writeFailure = Optional.empty();

  private NotifyChannel(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /** Begins to connect. */
  static NotifyChannel open(Address address, long attempt, Selector selector) throws IOException {
    SocketChannel channel = SocketConnector.begin(address, attempt);
    try {
      return new NotifyChannel(channel, channel.register(selector, SelectionKey.OP_CONNECT));
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /** Returns whether it has just been established. */
  boolean establishes() throws IOException {
    if (established || !channel.finishConnect()) {
      return false;
    }
    established = true;
    key.interestOps(SelectionKey.OP_READ);
    return true;
  }

  /** Returns the next line that has been read whole, without its newline. */
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
   * Reads what has come, after all lines of what came before were taken; returns whether there was
   * anything.
   *
   * @throws EOFException if the server has closed
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

  /** Adds the line, whose newline is added here, to what is sent as soon as the server takes it. */
  void send(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > unsent.remaining()) {
      throw new IOException("it takes no line any more");
    }
    unsent.put(bytes);
    flush();
  }

  /** Sends what the server takes now. */
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

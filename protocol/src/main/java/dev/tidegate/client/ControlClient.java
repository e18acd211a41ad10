package dev.tidegate.client;

import dev.tidegate.protocol.wire.LineSplitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Client of the command socket: one connection per command, closed after its answer.
 *
 * <p>Safe for use by several threads.
 */
public final class ControlClient {
  /** Maximum size of an answer, in bytes: one line per slot for tens of thousands of slots. */
  public static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private static final int READ_BYTES = 8192;

  private final SocketAddress address;
  private final Duration timeout;

  /**
   * Creates a client; connects only in {@link #ask}.
   *
   * @param address address of a command socket of the multiplexor
   * @param timeout limit for one complete command, from connecting to the end of its answer
   */
  public ControlClient(SocketAddress address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  /**
   * Sends one command and returns the complete answer unchanged, usually with a newline at its end;
   * empty if the multiplexor closed the connection without an answer. One char is one byte.
   *
   * @throws SocketTimeoutException if the answer has not ended in time
   * @throws IOException if the multiplexor cannot be reached, the connection broke, or the answer
   *     has more than {@link #MAX_ANSWER_BYTES} bytes
   * @throws IllegalArgumentException if the command is not one line of permitted length
   */
  public String ask(String command) throws IOException {
    ByteBuffer line = lineOf(command);
    Deadline deadline = Deadline.in(timeout);
    try (SocketChannel channel = SocketConnector.connect(address, deadline);
        Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
      while (channel.write(line) >= 0 && line.hasRemaining()) {
        await(selector, deadline, command);
      }
      key.interestOps(SelectionKey.OP_READ);
      return readToEnd(channel, selector, deadline, command);
    }
  }

  private String readToEnd(
      SocketChannel channel, Selector selector, Deadline deadline, String command)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(READ_BYTES);
    while (true) {
      int bytes = channel.read(piece.clear());
      if (bytes < 0) {
        return answer.toString(StandardCharsets.ISO_8859_1);
      }
      if (bytes == 0) {
        await(selector, deadline, command);
        continue;
      }
      answer.write(piece.array(), 0, bytes);
      if (answer.size() > MAX_ANSWER_BYTES) {
        throw new IOException(
            "the answer of " + address + " to '" + command + "' is over " + MAX_ANSWER_BYTES);
      }
    }
  }

  private void await(Selector selector, Deadline deadline, String command) throws IOException {
    if (deadline.isPast()) {
      throw new SocketTimeoutException(
          "no whole answer of " + address + " to '" + command + "' in " + timeout);
    }
    selector.select(deadline.leftMillis());
    selector.selectedKeys().clear();
  }

  private static ByteBuffer lineOf(String command) {
    if (command.indexOf('\n') >= 0 || command.length() >= LineSplitter.COMMAND_BYTES) {
      throw new IllegalArgumentException(
          "not one line of at most " + (LineSplitter.COMMAND_BYTES - 1) + " bytes");
    }
    return ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }
}

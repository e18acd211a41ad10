package dev.tidegate.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One query on a command socket, without blocking. */
final class FreeQuery {
  /** Bytes of an answer that are kept; a longer one is not a number of workers. */
  static final int MAX_ANSWER_BYTES = 256;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer command;
  private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER_BYTES);
  private boolean established;

  private FreeQuery(SocketChannel channel, SelectionKey key, String command) {
    this.channel = channel;
    this.key = key;
    this.command = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Starts connecting. */
  static FreeQuery open(Address address, long attempt, String command, Selector selector)
      throws IOException {
    SocketChannel channel = SocketConnector.begin(address, attempt);
    try {
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      return new FreeQuery(channel, key, command);
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * Makes all progress possible without blocking; returns the first line of the answer once it is
   * there.
   */
  Optional<String> proceed() throws IOException {
    if (!established) {
      established = channel.finishConnect();
      if (!established) {
        return Optional.empty();
      }
    }
    if (command.hasRemaining()) {
      channel.write(command);
      key.interestOps(command.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
    int bytes = channel.read(answer);
    String text = StandardCharsets.ISO_8859_1.decode(answer.duplicate().flip()).toString();
    int newline = text.indexOf('\n');
    if (newline >= 0) {
      return Optional.of(text.substring(0, newline));
    }
    return bytes < 0 || !answer.hasRemaining() ? Optional.of(text) : Optional.empty();
  }

  void close() {
    SocketConnector.close(channel);
  }
}

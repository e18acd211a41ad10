package dev.tidegate.acceptance.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A connection to one of the sockets, with a deadline on everything; text is one char a byte. */
public final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofMillis(5);

  private final SocketChannel channel;
  private final Selector selector;
  private final StringBuilder unread = new StringBuilder();
  private final ByteBuffer chunk = ByteBuffer.allocate(65536);
  private boolean ended;

  private Wire(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /** Connects; fails if nobody listens, or nobody accepts within a minute. */
  public static Wire connect(Path socket) {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        if (connects(channel, address, deadlineNanos)) {
          Selector selector = Selector.open();
          channel.register(selector, 0);
          return new Wire(channel, selector);
        }
        channel.close();
        LockSupport.parkNanos(RETRY.toNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("connect to " + socket + ": " + e, e);
    }
  }

  /** Without blocking: a full backlog is refused by the system, and tried again until then. */
  private static boolean connects(
      SocketChannel channel, UnixDomainSocketAddress address, long deadlineNanos)
      throws IOException {
    try {
      return channel.connect(address);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.contains("temporarily unavailable") || System.nanoTime() - deadlineNanos > 0) {
        channel.close();
        throw e;
      }
      return false;
    }
  }

  /** Sends the text; what the peer no longer takes because it has closed is dropped. */
  public Wire send(String text) {
    sendWithin(PATIENCE, text);
    return this;
  }

  /**
   * Sends as much of the text as the peer takes within that time.
   *
   * @return how many bytes it took
   */
  public int sendWithin(Duration patience, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0 && !await(SelectionKey.OP_WRITE, deadlineNanos)) {
          break;
        }
      }
    } catch (IOException e) {
      // The peer has closed; what it said before can still be read.
      return bytes.position();
    }
    return bytes.position();
  }

  /** Says that nothing more will be sent. */
  public Wire shutDownSending() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The next line without its newline; fails at the end of the stream. */
  public String line() {
    return line(PATIENCE).orElseThrow(() -> new AssertionError("no line; unread: " + unread));
  }

  /** The next line without its newline, if there is one within that time. */
  public Optional<String> line(Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    int searched = 0;
    while (true) {
      int newline = unread.indexOf("\n", searched);
      if (newline >= 0) {
        String line = unread.substring(0, newline);
        unread.delete(0, newline + 1);
        return Optional.of(line);
      }
      searched = unread.length();
      if (!readMore(deadlineNanos)) {
        return Optional.empty();
      }
    }
  }

  /** The next so many bytes; fails if they do not come. */
  public String take(int count) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (unread.length() < count && readMore(deadlineNanos)) {
      // Until there is enough.
    }
    if (unread.length() < count) {
      throw new AssertionError("not " + count + " bytes; unread: " + unread);
    }
    String taken = unread.substring(0, count);
    unread.delete(0, count);
    return taken;
  }

  /** The next netstring's content; fails if there is none. */
  public String netstring() {
    StringBuilder length = new StringBuilder();
    for (String digit = take(1); !digit.equals(":"); digit = take(1)) {
      length.append(digit);
    }
    String content = take(Integer.parseInt(length.toString()));
    String end = take(1);
    if (!end.equals(",")) {
      throw new AssertionError("netstring " + content + " ends in " + end);
    }
    return content;
  }

  /** Everything up to the end of the stream; fails if that does not come. */
  public String rest() {
    return rest(PATIENCE);
  }

  public String rest(Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (readMore(deadlineNanos)) {
      // Until the end or the deadline.
    }
    if (!ended) {
      throw new AssertionError("not closed; unread: " + unread);
    }
    String rest = unread.toString();
    unread.setLength(0);
    return rest;
  }

  /** Whether the peer closes within that time. */
  public boolean closes(Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (readMore(deadlineNanos)) {
      // Until the end or the deadline.
    }
    return ended;
  }

  private boolean readMore(long deadlineNanos) {
    try {
      while (!ended) {
        int count = channel.read(chunk.clear());
        if (count > 0) {
          unread.append(ISO_8859_1.decode(chunk.flip()));
          return true;
        }
        if (count < 0) {
          ended = true;
        } else if (!await(SelectionKey.OP_READ, deadlineNanos)) {
          return false;
        }
      }
      return false;
    } catch (IOException e) {
      // A reset is an end too.
      ended = true;
      return false;
    }
  }

  private boolean await(int operation, long deadlineNanos) throws IOException {
    long leftMillis = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
    if (leftMillis <= 0) {
      return false;
    }
    channel.keyFor(selector).interestOps(operation);
    selector.select(leftMillis);
    selector.selectedKeys().clear();
    return true;
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The port that HAProxy's agent checks ask: who connects gets one line at once.
 *
 * <p>It has a thread of its own, so that it answers whatever the gate is doing; what it was told to
 * answer holds for its lease and no longer.
 */
final class AgentPort implements AutoCloseable {
  static final int MOST_CONNECTIONS = 64;
  static final int MOST_ASKED_BYTES = 128;

  /** HAProxy closes as soon as it has read the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration PAUSE_WITHOUT_DESCRIPTORS = Duration.ofMillis(100);

  /** What is said, and until when; then it is the line for all being open. */
  private record Answer(String line, long untilNanos) {}

  /** A connection that has had its answer, and has until the deadline to say its name and go. */
  private static final class Connection {
    private final SocketChannel channel;
    private final boolean isToldOpen;
    private final long deadlineNanos;
    private final StringBuilder asked = new StringBuilder();

    Connection(SocketChannel channel, boolean isToldOpen, long deadlineNanos) {
      this.channel = channel;
      this.isToldOpen = isToldOpen;
      this.deadlineNanos = deadlineNanos;
    }
  }

  private final ServerSocketChannel server;
  private final Selector selector;
  private final String open;
  private final Thread thread;
  private final CountDownLatch known = new CountDownLatch(1);
  private final ByteBuffer buffer = ByteBuffer.allocate(MOST_ASKED_BYTES);

  /** The oldest first, so the first deadline is first. */
  private final Deque<Connection> connections = new ArrayDeque<>();

  private final Askers askers = new Askers();
  private volatile Answer answer;
  private volatile boolean isFarewell;
  private volatile boolean isClosed;

  private AgentPort(ServerSocketChannel server, Selector selector, String open) {
    this.server = server;
    this.selector = selector;
    this.open = open;
    this.answer = new Answer(open, System.nanoTime());
    this.thread = Thread.ofPlatform().daemon().name("agent").unstarted(this::serve);
  }

  /**
   * Listens, and answers from now on.
   *
   * @param open the line that says that all is open
   * @throws IOException if the address cannot be used
   */
  static AgentPort open(InetSocketAddress address, String open) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, MOST_CONNECTIONS);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      server.close();
      selector.close();
      throw e;
    }
    AgentPort port = new AgentPort(server, selector, open);
    port.thread.start();
    return port;
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  boolean isServing() {
    return thread.isAlive();
  }

  /** Has that line answered for so long. */
  void answer(String line, Duration lease) {
    answer = new Answer(line, System.nanoTime() + lease.toNanos());
  }

  /**
   * Answers that all is open until everybody who asked lately has taken that.
   *
   * @return whether they have, within the time
   */
  boolean sayFarewell(Duration atMost) throws InterruptedException {
    answer(open, Duration.ZERO);
    isFarewell = true;
    selector.wakeup();
    return known.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void serve() {
    try {
      while (!isClosed) {
        selector.select(this::ready, waitMillis());
        closeOverdue(System.nanoTime());
        if (isFarewell && knowThatAllIsOpen(System.nanoTime())) {
          known.countDown();
        }
      }
    } catch (IOException e) {
      // The selector itself has failed; whoever wants an answer told learns that nobody serves.
    } finally {
      connections.forEach(connection -> closeQuietly(connection.channel));
      closeQuietly(server);
      closeQuietly(selector);
    }
  }

  /** Who is still connected, and was told something else, is not among the askers yet. */
  private boolean knowThatAllIsOpen(long nowNanos) {
    return connections.stream().allMatch(connection -> connection.isToldOpen)
        && askers.knowThatAllIsOpen(nowNanos);
  }

  private long waitMillis() {
    return isFarewell ? 50 : connections.isEmpty() ? 0 : PATIENCE.toMillis();
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      read(connection);
    } else {
      accept();
    }
  }

  private void accept() {
    SocketChannel channel;
    try {
      channel = server.accept();
    } catch (IOException e) {
      // No descriptor is left: what waits stays readable, so this must not turn without a pause.
      LockSupport.parkNanos(PAUSE_WITHOUT_DESCRIPTORS.toNanos());
      return;
    }
    if (channel == null) {
      return;
    }
    long now = System.nanoTime();
    Answer said = answer;
    String line = now - said.untilNanos < 0 ? said.line : open;
    Connection connection = new Connection(channel, line.equals(open), now + PATIENCE.toNanos());
    try {
      channel.configureBlocking(false);
      // A line fits into the buffer of a new connection, so it is written whole or not at all.
      channel.write(ByteBuffer.wrap(line.getBytes(ISO_8859_1)));
      channel.shutdownOutput();
      channel.register(selector, SelectionKey.OP_READ, connection);
    } catch (IOException e) {
      // It has taken the answer and gone, or gone before: that is not known.
      closeQuietly(channel);
      return;
    }
    connections.add(connection);
    if (connections.size() > MOST_CONNECTIONS) {
      closeQuietly(connections.remove().channel);
    }
  }

  private void read(Connection connection) {
    try {
      buffer.clear();
      int count = connection.channel.read(buffer);
      buffer.flip();
      connection.asked.append(ISO_8859_1.decode(buffer));
      if (count >= 0 && connection.asked.length() < MOST_ASKED_BYTES) {
        return;
      }
    } catch (IOException e) {
      // HAProxy resets the connection when it has read the answer.
    }
    end(connection);
  }

  private void end(Connection connection) {
    connections.remove(connection);
    String name = connection.channel.socket().getInetAddress().getHostAddress();
    askers.answered(name + " " + connection.asked, connection.isToldOpen, System.nanoTime());
    closeQuietly(connection.channel);
  }

  private void closeOverdue(long nowNanos) {
    while (!connections.isEmpty() && nowNanos - connections.peek().deadlineNanos >= 0) {
      closeQuietly(connections.remove().channel);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // There is nothing left to do with it.
    }
  }

  @Override
  public void close() {
    isClosed = true;
    selector.wakeup();
  }
}

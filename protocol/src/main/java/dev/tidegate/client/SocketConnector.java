package dev.tidegate.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Map;

/** Connects a non-blocking channel before a deadline, to a Unix socket or over TCP. */
final class SocketConnector {
  private static final long FULL_BACKLOG_RETRY_MILLIS = 10;

  /** Seconds of quiet before the first probe, seconds between probes, and how many. */
  private static final Map<String, Integer> KEEP_ALIVE =
      Map.of("TCP_KEEPIDLE", 30, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

  private SocketConnector() {}

  static SocketChannel connect(SocketAddress address, Deadline deadline) throws IOException {
    while (true) {
      SocketChannel channel = open(address);
      try {
        channel.configureBlocking(false);
        if (!channel.connect(address)) {
          awaitConnection(channel, deadline, address);
        }
        return channel;
      } catch (IOException failure) {
        channel.close();
        if (!(failure instanceof SocketException) || !mayHaveFullBacklog(address, failure)) {
          throw failure;
        }
        if (deadline.isPast()) {
          throw timedOut(address);
        }
        pause();
      }
    }
  }

  /**
   * Begins to connect a non-blocking channel. Looking up the name of a host may take its time.
   *
   * @param attempt chooses among the addresses of a host
   */
  static SocketChannel begin(Address address, long attempt) throws IOException {
    SocketAddress socketAddress = socketAddress(address, attempt);
    SocketChannel channel = open(socketAddress);
    try {
      channel.configureBlocking(false);
      if (!(socketAddress instanceof UnixDomainSocketAddress)) {
        keepAlive(channel);
      }
      channel.connect(socketAddress);
      return channel;
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static SocketAddress socketAddress(Address address, long attempt) throws IOException {
    if (address instanceof Address.Tcp tcp) {
      InetAddress[] all = addressesOf(tcp.host());
      return new InetSocketAddress(all[(int) (attempt % all.length)], tcp.port());
    }
    return address.socketAddress();
  }

  /** The JDK's own words change while it remembers that there was none. */
  private static InetAddress[] addressesOf(String host) throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException failure) {
      UnknownHostException same =
          new UnknownHostException("no address is found for the host '" + host + "'");
      same.initCause(failure);
      throw same;
    }
  }

  /** A host that is gone says nothing: it is noticed after a minute. */
  @SuppressWarnings("unchecked")
  private static void keepAlive(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (SocketOption<?> each : channel.supportedOptions()) {
      // By name: a runtime without the module jdk.net does without them.
      Integer value = KEEP_ALIVE.get(each.name());
      if (value != null) {
        channel.setOption((SocketOption<Integer>) each, value);
      }
    }
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be closed.
    }
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private static void awaitConnection(SocketChannel channel, Deadline deadline, SocketAddress to)
      throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      while (!channel.finishConnect()) {
        if (deadline.isPast()) {
          throw timedOut(to);
        }
        selector.select(deadline.leftMillis());
      }
    }
  }

  /**
   * A Unix socket whose backlog is full does not let a non-blocking client wait, and the JDK tells
   * it from other failures only by a text in the user's language.
   */
  private static boolean mayHaveFullBacklog(SocketAddress address, IOException failure) {
    return address instanceof UnixDomainSocketAddress unix
        && !(failure instanceof ConnectException)
        && Files.isWritable(unix.getPath());
  }

  private static SocketTimeoutException timedOut(SocketAddress address) {
    return new SocketTimeoutException("no connection to " + address + " in time");
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(FULL_BACKLOG_RETRY_MILLIS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while connecting");
    }
  }
}

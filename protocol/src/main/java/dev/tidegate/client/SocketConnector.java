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

  /**
   * TCP keep-alive: idle seconds before the first probe, seconds between probes, number of probes.
   */
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
   * Starts connecting a non-blocking channel. Resolving a host name may block.
   *
   * @param attempt index that rotates through the addresses of a host
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

  /** The message of the JDK differs while a failed lookup is cached. */
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

  /** Enables keep-alive, which detects a vanished host after a minute. */
  @SuppressWarnings("unchecked")
  private static void keepAlive(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (SocketOption<?> each : channel.supportedOptions()) {
      // By name: a runtime without the module jdk.net lacks them.
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
      // Closing is best effort.
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
   * A non-blocking connect to a Unix socket with a full backlog fails at once, and the JDK
   * distinguishes that from other failures only by a localized text.
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

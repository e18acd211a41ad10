package dev.tidegate.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;

/** Connects a non-blocking channel before a deadline, to a Unix socket or over TCP. */
final class SocketConnector {
  private static final long FULL_BACKLOG_RETRY_MILLIS = 10;

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

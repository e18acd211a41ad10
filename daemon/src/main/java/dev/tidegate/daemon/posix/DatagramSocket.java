package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Unix datagram socket for sending without waiting, to syslog or a service manager. */
public final class DatagramSocket {
  private static final MemorySegment SOCKET = Libc.find("socket");
  private static final MemorySegment CONNECT = Libc.find("connect");
  private static final MemorySegment SEND = Libc.find("send");
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int CLOSED = -1;

  private final String path;
  private int fd = CLOSED;

  /**
   * Creates it; opens nothing yet.
   *
   * @param path path of the receiver, or {@code @} and an abstract name
   */
  public DatagramSocket(String path) {
    this.path = path;
  }

  /** Result of sending one datagram. */
  public enum Sent {
    /** The kernel has accepted it. */
    YES,
    /** The receiver's queue is full; a retry may succeed soon. */
    FULL,
    /** There is no receiver. */
    NOBODY
  }

  /** Connects unless connected; returns whether there is a receiver. */
  public boolean connect() {
    if (fd != CLOSED) {
      return true;
    }
    Libc.Result socket =
        Libc.call(
            SOCKET,
            SocketAddress.AF_UNIX,
            SOCK_DGRAM | Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK,
            0);
    if (socket.failed()) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      SocketAddress address = SocketAddress.unix(arena, path);
      Libc.Result connected =
          Libc.call(CONNECT, socket.asInt(), address.segment().address(), address.lengthBytes());
      if (connected.failed()) {
        Descriptors.close(socket.asInt());
        return false;
      }
    }
    fd = socket.asInt();
    return true;
  }

  /** Sends one datagram; connects again if the receiver has been replaced. */
  public Sent send(String text) {
    if (!connect()) {
      return Sent.NOBODY;
    }
    Sent sent = trySend(text);
    if (sent == Sent.NOBODY) {
      close();
      return connect() ? trySend(text) : Sent.NOBODY;
    }
    return sent;
  }

  private Sent trySend(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
      Libc.Result result = Libc.call(SEND, fd, buffer.address(), bytes.length, MSG_NOSIGNAL);
      if (!result.failed()) {
        return Sent.YES;
      }
      return switch (result.errno()) {
        case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM, Errno.EINTR -> Sent.FULL;
        default -> Sent.NOBODY;
      };
    }
  }

  /** Closes the socket; the next send opens it again. */
  public void close() {
    if (fd != CLOSED) {
      Descriptors.close(fd);
      fd = CLOSED;
    }
  }
}

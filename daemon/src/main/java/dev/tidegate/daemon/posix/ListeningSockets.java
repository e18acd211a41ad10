package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Creates listening stream sockets, non-blocking and close-on-exec. */
public final class ListeningSockets {
  private static final MemorySegment SOCKET = Libc.find("socket");
  private static final MemorySegment BIND = Libc.find("bind");
  private static final MemorySegment LISTEN = Libc.find("listen");
  private static final MemorySegment CONNECT = Libc.find("connect");
  private static final MemorySegment SETSOCKOPT = Libc.find("setsockopt");
  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  /** Maximum length of a Unix socket's path, in bytes. */
  public static final int MAX_PATH_BYTES = 107;

  private ListeningSockets() {}

  /** Addresses on which a TCP socket accepts connections. */
  public enum Interface {
    IPV4_LOOPBACK,
    IPV4_ANY,
    IPV6_LOOPBACK,
    IPV6_ANY
  }

  /**
   * Listens on a path, at which no file may exist.
   *
   * <p>No client can connect before the mode is set, because the kernel refuses connections until
   * listen(2).
   */
  public static int listenUnix(String path, int mode, int backlog) throws PosixException {
    int fd = stream(SocketAddress.AF_UNIX);
    try (Arena arena = Arena.ofConfined()) {
      SocketAddress address = SocketAddress.unix(arena, path);
      bind(fd, address, path);
      PosixFiles.setMode(path, mode);
      Libc.call(LISTEN, fd, backlog).orThrow("listen " + path);
      return fd;
    } catch (PosixException failure) {
      Descriptors.close(fd);
      throw failure;
    }
  }

  /** Listens on a TCP port. */
  public static int listenInet(Interface where, int port, int backlog) throws PosixException {
    boolean six = where == Interface.IPV6_LOOPBACK || where == Interface.IPV6_ANY;
    int fd = stream(six ? SocketAddress.AF_INET6 : SocketAddress.AF_INET);
    String name = "port " + port;
    try (Arena arena = Arena.ofConfined()) {
      enable(fd, SOL_SOCKET, SO_REUSEADDR);
      if (six) {
        enable(fd, IPPROTO_IPV6, IPV6_V6ONLY);
      }
      bind(
          fd,
          switch (where) {
            case IPV4_LOOPBACK -> SocketAddress.inet(arena, port, true);
            case IPV4_ANY -> SocketAddress.inet(arena, port, false);
            case IPV6_LOOPBACK -> SocketAddress.inet6(arena, port, true);
            case IPV6_ANY -> SocketAddress.inet6(arena, port, false);
          },
          name);
      Libc.call(LISTEN, fd, backlog).orThrow("listen " + name);
      return fd;
    } catch (PosixException failure) {
      Descriptors.close(fd);
      throw failure;
    }
  }

  /** Returns whether a process listens on a Unix socket. */
  public static boolean isAnswered(String path) throws PosixException {
    int fd = stream(SocketAddress.AF_UNIX);
    try (Arena arena = Arena.ofConfined()) {
      SocketAddress address = SocketAddress.unix(arena, path);
      Libc.Result result =
          Libc.call(CONNECT, fd, address.segment().address(), address.lengthBytes());
      if (!result.failed()) {
        return true;
      }
      // Only these errors prove that no process listens: a full backlog is EAGAIN.
      return result.errno() != Errno.ECONNREFUSED && result.errno() != Errno.ENOENT;
    } finally {
      Descriptors.close(fd);
    }
  }

  private static int stream(int family) throws PosixException {
    return Libc.call(
            SOCKET, family, SOCK_STREAM | Descriptors.O_CLOEXEC | Descriptors.O_NONBLOCK, 0)
        .orThrow("socket");
  }

  private static void bind(int fd, SocketAddress address, String name) throws PosixException {
    Libc.call(BIND, fd, address.segment().address(), address.lengthBytes()).orThrow("bind " + name);
  }

  private static void enable(int fd, int level, int option) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
      Libc.call(SETSOCKOPT, fd, level, option, one.address(), JAVA_INT.byteSize())
          .orThrow("setsockopt");
    }
  }
}

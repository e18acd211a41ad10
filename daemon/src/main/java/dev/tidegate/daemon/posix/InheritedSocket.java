package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Properties of a socket created by another process.
 *
 * @param family Unix or TCP; empty for any other
 * @param stream whether it is a stream socket
 * @param listening whether it listens
 * @param address address in the notation of options: a path, {@code @NAME}, {@code inet:PORT}, or
 *     with another host {@code HOST:PORT}
 */
public record InheritedSocket(
    Optional<Family> family, boolean stream, boolean listening, String address) {
  private static final MemorySegment GETSOCKOPT = Libc.find("getsockopt");
  private static final MemorySegment GETSOCKNAME = Libc.find("getsockname");
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int MOST_ADDRESS_BYTES = 128;
  private static final int PATH_OFFSET = 2;
  private static final byte[] ANY_4 = new byte[4];
  private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
  private static final byte[] ANY_6 = new byte[16];
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  /** Address families supported. */
  public enum Family {
    UNIX,
    TCP
  }

  /** Examines a descriptor; fails if it is no socket or not open. */
  public static InheritedSocket examine(int fd) throws PosixException {
    int domain = option(fd, SO_DOMAIN);
    Optional<Family> family =
        switch (domain) {
          case SocketAddress.AF_UNIX -> Optional.of(Family.UNIX);
          case SocketAddress.AF_INET, SocketAddress.AF_INET6 -> Optional.of(Family.TCP);
          default -> Optional.empty();
        };
    return new InheritedSocket(
        family,
        option(fd, SO_TYPE) == SOCK_STREAM,
        option(fd, SO_ACCEPTCONN) != 0,
        address(fd, domain));
  }

  private static int option(int fd, int name) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      Libc.call(GETSOCKOPT, fd, SOL_SOCKET, name, value.address(), length.address())
          .orThrow("getsockopt");
      return value.get(JAVA_INT, 0);
    }
  }

  private static String address(int fd, int domain) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(MOST_ADDRESS_BYTES, 4);
      MemorySegment length = arena.allocateFrom(JAVA_INT, MOST_ADDRESS_BYTES);
      Libc.call(GETSOCKNAME, fd, address.address(), length.address()).orThrow("getsockname");
      byte[] bytes = new byte[Math.min(length.get(JAVA_INT, 0), MOST_ADDRESS_BYTES)];
      MemorySegment.copy(address, JAVA_BYTE, 0, bytes, 0, bytes.length);
      return switch (domain) {
        case SocketAddress.AF_UNIX -> unix(bytes);
        case SocketAddress.AF_INET -> inet(address, Arrays.copyOfRange(bytes, 4, 8));
        case SocketAddress.AF_INET6 -> inet6(address, Arrays.copyOfRange(bytes, 8, 24));
        default -> "an address of family " + domain;
      };
    }
  }

  private static String unix(byte[] bytes) {
    if (bytes.length <= PATH_OFFSET) {
      return "no address";
    }
    boolean isAbstract = bytes[PATH_OFFSET] == 0;
    int start = isAbstract ? PATH_OFFSET + 1 : PATH_OFFSET;
    int end = start;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    String name = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    return isAbstract ? "@" + name : name;
  }

  private static String inet(MemorySegment address, byte[] host) {
    if (Arrays.equals(host, LOOPBACK_4)) {
      return "inet:" + port(address);
    }
    if (Arrays.equals(host, ANY_4)) {
      return "inet_any:" + port(address);
    }
    return (host[0] & 0xff)
        + "."
        + (host[1] & 0xff)
        + "."
        + (host[2] & 0xff)
        + "."
        + (host[3] & 0xff)
        + ":"
        + port(address);
  }

  private static String inet6(MemorySegment address, byte[] host) {
    if (Arrays.equals(host, LOOPBACK_6)) {
      return "inet6:" + port(address);
    }
    if (Arrays.equals(host, ANY_6)) {
      return "inet6_any:" + port(address);
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < host.length; i += 2) {
      text.append(i == 0 ? "" : ":");
      text.append(Integer.toHexString(((host[i] & 0xff) << 8) | (host[i + 1] & 0xff)));
    }
    return text + "]:" + port(address);
  }

  /** Returns the port, stored in network order. */
  private static int port(MemorySegment address) {
    return Short.toUnsignedInt(Short.reverseBytes(address.get(JAVA_SHORT, PATH_OFFSET)));
  }
}

package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Socket address in the kernel's format.
 *
 * @param segment bytes of the address
 * @param lengthBytes number of significant bytes
 */
record SocketAddress(MemorySegment segment, int lengthBytes) {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  private static final int PATH_OFFSET = 2;
  private static final int PATH_BYTES = 108;
  private static final int IN_BYTES = 16;
  private static final int IN6_BYTES = 28;

  /**
   * Returns the address of a Unix socket; a leading {@code @} stands for the NUL of an abstract
   * name.
   */
  static SocketAddress unix(Arena arena, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length >= PATH_BYTES) {
      throw new IllegalArgumentException("path of a socket longer than 107 bytes: " + path);
    }
    MemorySegment segment = arena.allocate(PATH_OFFSET + PATH_BYTES, 2);
    segment.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, PATH_OFFSET, bytes.length);
    boolean isAbstract = path.startsWith("@");
    if (isAbstract) {
      segment.set(JAVA_BYTE, PATH_OFFSET, (byte) 0);
    }
    return new SocketAddress(segment, PATH_OFFSET + bytes.length + (isAbstract ? 0 : 1));
  }

  /** Returns the loopback or wildcard address of IPv4. */
  static SocketAddress inet(Arena arena, int port, boolean loopback) {
    MemorySegment segment = arena.allocate(IN_BYTES, 4);
    segment.set(JAVA_SHORT, 0, (short) AF_INET);
    setPort(segment, port);
    if (loopback) {
      segment.set(JAVA_BYTE, 4, (byte) 127);
      segment.set(JAVA_BYTE, 7, (byte) 1);
    }
    return new SocketAddress(segment, IN_BYTES);
  }

  /** Returns the loopback or wildcard address of IPv6. */
  static SocketAddress inet6(Arena arena, int port, boolean loopback) {
    MemorySegment segment = arena.allocate(IN6_BYTES, 4);
    segment.set(JAVA_SHORT, 0, (short) AF_INET6);
    setPort(segment, port);
    if (loopback) {
      segment.set(JAVA_BYTE, 23, (byte) 1);
    }
    return new SocketAddress(segment, IN6_BYTES);
  }

  private static void setPort(MemorySegment segment, int port) {
    segment.set(JAVA_BYTE, 2, (byte) (port >> 8));
    segment.set(JAVA_BYTE, 3, (byte) port);
  }
}

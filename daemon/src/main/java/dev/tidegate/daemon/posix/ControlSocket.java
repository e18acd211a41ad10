package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Pair of connected stream sockets, over which descriptors can be passed. */
public final class ControlSocket {
  private static final MemorySegment SOCKETPAIR = Libc.find("socketpair");
  private static final MemorySegment SENDMSG = Libc.find("sendmsg");
  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  // struct msghdr: name, its length, iovec and their number, control data and its length, flags.
  private static final int MESSAGE_BYTES = 56;
  private static final int VECTOR_INDEX = 2;
  private static final int VECTORS_INDEX = 3;
  private static final int CONTROL_INDEX = 4;
  private static final int CONTROL_BYTES_INDEX = 5;
  // struct cmsghdr: length, level, type; then the descriptors.
  private static final int HEADER_BYTES = 16;
  private static final int LEVEL_OFFSET = 8;
  private static final int TYPE_OFFSET = 12;

  private ControlSocket() {}

  /** Both ends; ours is non-blocking, both are close-on-exec. */
  public record Pair(int ours, int theirs) {}

  /** Opens a pair. */
  public static Pair pair() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      Libc.call(
              SOCKETPAIR,
              SocketAddress.AF_UNIX,
              SOCK_STREAM | Descriptors.O_CLOEXEC,
              0,
              ends.address())
          .orThrow("socketpair");
      Pair pair = new Pair(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
      Descriptors.setNonBlocking(pair.ours);
      return pair;
    }
  }

  /**
   * Sends bytes once, and copies of descriptors with the first of them; never waits.
   *
   * @return number of bytes sent, or the negated error number, after which nothing was sent
   */
  public static int send(int fd, byte[] bytes, int... descriptors) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
      MemorySegment vector = arena.allocate(JAVA_LONG, 2);
      vector.setAtIndex(JAVA_LONG, 0, text.address());
      vector.setAtIndex(JAVA_LONG, 1, bytes.length);
      MemorySegment message = arena.allocate(MESSAGE_BYTES, 8);
      message.setAtIndex(JAVA_LONG, VECTOR_INDEX, vector.address());
      message.setAtIndex(JAVA_LONG, VECTORS_INDEX, 1);
      if (descriptors.length > 0) {
        long length = HEADER_BYTES + descriptors.length * JAVA_INT.byteSize();
        MemorySegment control = arena.allocate((length + 7) / 8 * 8, 8);
        control.set(JAVA_LONG, 0, length);
        control.set(JAVA_INT, LEVEL_OFFSET, SOL_SOCKET);
        control.set(JAVA_INT, TYPE_OFFSET, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, control, JAVA_INT, HEADER_BYTES, descriptors.length);
        message.setAtIndex(JAVA_LONG, CONTROL_INDEX, control.address());
        message.setAtIndex(JAVA_LONG, CONTROL_BYTES_INDEX, control.byteSize());
      }
      Libc.Result result = Libc.call(SENDMSG, fd, message.address(), MSG_NOSIGNAL);
      return result.failed() ? -result.errno() : result.asInt();
    }
  }
}

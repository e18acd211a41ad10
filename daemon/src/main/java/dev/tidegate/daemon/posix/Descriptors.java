package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Operations on file descriptors. */
public final class Descriptors {
  private static final MemorySegment CLOSE = Libc.find("close");
  private static final MemorySegment PIPE2 = Libc.find("pipe2");
  private static final MemorySegment FCNTL = Libc.find("fcntl");
  private static final MemorySegment DUP2 = Libc.find("dup2");
  private static final MemorySegment WRITE = Libc.find("write");
  private static final MemorySegment READ = Libc.find("read");
  private static final MemorySegment POLL = Libc.find("poll");
  private static final MemorySegment ISATTY = Libc.find("isatty");
  private static final MemorySegment IOCTL = Libc.find("ioctl");

  static final int O_CLOEXEC = 0x80000;
  static final int O_NONBLOCK = 0x800;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final short POLLOUT = 4;
  private static final int FIONREAD = 0x541B;

  private Descriptors() {}

  /** Both ends of a pipe. */
  public record Pipe(int readFd, int writeFd) {
    /** Closes both ends. */
    public void close() {
      Descriptors.close(readFd);
      Descriptors.close(writeFd);
    }
  }

  /** Creates a pipe, blocking and close-on-exec. */
  public static Pipe pipe() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      Libc.call(PIPE2, ends.address(), O_CLOEXEC).orThrow("pipe2");
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }
  }

  /** Closes a descriptor. Linux releases it in any case, so errors are ignored. */
  public static void close(int fd) {
    Libc.call(CLOSE, fd);
  }

  /** Makes reads and writes non-blocking, for all processes that share the open file. */
  public static void setNonBlocking(int fd) throws PosixException {
    int flags = Libc.call(FCNTL, fd, F_GETFL).orThrow("fcntl F_GETFL");
    Libc.call(FCNTL, fd, F_SETFL, flags | O_NONBLOCK).orThrow("fcntl F_SETFL");
  }

  /** Sets close-on-exec. */
  public static void setCloseOnExec(int fd) throws PosixException {
    Libc.call(FCNTL, fd, F_SETFD, FD_CLOEXEC).orThrow("fcntl F_SETFD");
  }

  /** Makes {@code target} a duplicate of {@code source}. */
  public static void duplicate(int source, int target) throws PosixException {
    Libc.call(DUP2, source, target).orThrow("dup2");
  }

  /** Returns whether the descriptor is a terminal. */
  public static boolean isTerminal(int fd) {
    return Libc.call(ISATTY, fd).asInt() == 1;
  }

  /** Returns whether a write of up to 4096 bytes would not block. */
  public static boolean isWritable(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, fd);
      poll.set(JAVA_SHORT, 4, POLLOUT);
      return Libc.call(POLL, poll.address(), 1, 0).asInt() == 1
          && poll.get(JAVA_SHORT, 6) == POLLOUT;
    }
  }

  /**
   * Writes once.
   *
   * @return number of bytes written, or the negated error number
   */
  public static int write(int fd, byte[] bytes, int offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      MemorySegment.copy(bytes, offset, buffer, JAVA_BYTE, 0, length);
      return outcome(Libc.call(WRITE, fd, buffer.address(), length));
    }
  }

  /**
   * Reads once.
   *
   * @return number of bytes read, 0 at the end of the file, or the negated error number
   */
  public static int read(int fd, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, bytes.length));
      int count = outcome(Libc.call(READ, fd, buffer.address(), bytes.length));
      if (count > 0) {
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, count);
      }
      return count;
    }
  }

  /** Returns how many bytes of a pipe were not yet read; either end may ask. −1 if unknown. */
  public static int unreadBytes(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      return Libc.call(IOCTL, fd, FIONREAD, count.address()).failed() ? -1 : count.get(JAVA_INT, 0);
    }
  }

  private static int outcome(Libc.Result result) {
    return result.failed() ? -result.errno() : result.asInt();
  }
}

package dev.tidegate.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The few system calls of the load, called directly: a selector of the JDK costs more than the
 * calls that are to be measured. An instance belongs to one thread, whose errno it holds.
 */
final class Libc {
  static final int EPOLLIN = 0x1;

  /** The peer has closed; waiting for this alone gives one wake-up for an answer and its end. */
  static final int EPOLLRDHUP = 0x2000;

  private static final int SIGTERM = 15;

  /** What {@link #read} and {@link #write} return instead of a count if the peer has gone. */
  static final int GONE = -1;

  private static final int EPERM = 1;
  private static final int EPIPE = 32;
  private static final int ECONNRESET = 104;
  private static final short POLLIN = 1;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int SUN_PATH_BYTES = 108;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CONNECT =
      bind("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BIND =
      bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle LISTEN =
      bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACCEPT =
      bind("accept", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle READ =
      bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      bind("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle PPOLL =
      bind("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  private static final MethodHandle PRCTL =
      bind("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle EPOLL_CREATE =
      bind("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      bind("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  /** struct epoll_event is packed on x86-64 alone. */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final long EVENT_BYTES = PACKED ? 12 : 16;
  private static final long EVENT_DATA_OFFSET = PACKED ? 4 : 8;

  private final MemorySegment errno = Arena.ofAuto().allocate(ERRNO_LAYOUT);
  private final MemorySegment event = Arena.ofAuto().allocate(EVENT_BYTES);
  private final MemorySegment polled = Arena.ofAuto().allocate(8, 4);
  private final MemorySegment timeout = Arena.ofAuto().allocate(16, 8);

  @SuppressWarnings("restricted")
  private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** The address of a Unix-domain socket, as connect and bind take it. */
  static MemorySegment unixAddress(Path path) {
    byte[] name = path.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (name.length >= SUN_PATH_BYTES) {
      throw new IllegalArgumentException("socket path over 107 bytes: " + path);
    }
    MemorySegment address = Arena.ofAuto().allocate(2 + SUN_PATH_BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
    return address;
  }

  static MemorySegment events(int count) {
    return Arena.ofAuto().allocate(EVENT_BYTES * count);
  }

  /** The number that was given to {@link #watch} for the event at that index. */
  static int eventKey(MemorySegment events, int index) {
    return events.get(JAVA_INT_UNALIGNED, index * EVENT_BYTES + EVENT_DATA_OFFSET);
  }

  int connect(MemorySegment address) throws IOException {
    int descriptor = socket();
    try {
      check(
          "connect",
          (int) CONNECT.invokeExact(errno, descriptor, address, (int) address.byteSize()));
    } catch (Throwable thrown) {
      close(descriptor);
      throw rethrow(thrown);
    }
    return descriptor;
  }

  int listen(MemorySegment address, int backlog) throws IOException {
    int descriptor = socket();
    try {
      check("bind", (int) BIND.invokeExact(errno, descriptor, address, (int) address.byteSize()));
      check("listen", (int) LISTEN.invokeExact(errno, descriptor, backlog));
    } catch (Throwable thrown) {
      close(descriptor);
      throw rethrow(thrown);
    }
    return descriptor;
  }

  int accept(int listening) throws IOException {
    try {
      return check(
          "accept",
          (int) ACCEPT.invokeExact(errno, listening, MemorySegment.NULL, MemorySegment.NULL));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** Bytes read, 0 at the end of file, {@link #GONE}. */
  int read(int descriptor, MemorySegment buffer) throws IOException {
    try {
      long count = (long) READ.invokeExact(errno, descriptor, buffer, buffer.byteSize());
      return checkPeer("read", (int) count);
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** Bytes written, or {@link #GONE}. */
  int write(int descriptor, MemorySegment bytes) throws IOException {
    try {
      long count = (long) WRITE.invokeExact(errno, descriptor, bytes, bytes.byteSize());
      return checkPeer("write", (int) count);
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  void close(int descriptor) throws IOException {
    try {
      check("close", (int) CLOSE.invokeExact(errno, descriptor));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  int epoll() throws IOException {
    try {
      return check("epoll_create1", (int) EPOLL_CREATE.invokeExact(errno, EPOLL_CLOEXEC));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  void watch(int epoll, int descriptor, int interest, int key) throws IOException {
    event.set(JAVA_INT, 0, interest);
    event.set(JAVA_INT_UNALIGNED, EVENT_DATA_OFFSET, key);
    try {
      check(
          "epoll_ctl", (int) EPOLL_CTL.invokeExact(errno, epoll, EPOLL_CTL_ADD, descriptor, event));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** How many events there are; 0 when the time is over. */
  int await(int epoll, MemorySegment events, int timeoutMillis) throws IOException {
    try {
      int room = (int) (events.byteSize() / EVENT_BYTES);
      return check(
          "epoll_wait", (int) EPOLL_WAIT.invokeExact(errno, epoll, events, room, timeoutMillis));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** As {@link #await}, but for a time that is no whole number of milliseconds. */
  int awaitNanos(int epoll, MemorySegment events, long nanos) throws IOException {
    polled.set(JAVA_INT, 0, epoll);
    polled.set(JAVA_SHORT, 4, POLLIN);
    timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000);
    timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000);
    try {
      int ready =
          check("ppoll", (int) PPOLL.invokeExact(errno, polled, 1L, timeout, MemorySegment.NULL));
      return ready == 0 ? 0 : await(epoll, events, 0);
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** Has this thread woken as exactly as the kernel can, not within its usual 50 µs. */
  void wakeExactly() throws IOException {
    try {
      check("prctl", (int) PRCTL.invokeExact(errno, PR_SET_TIMERSLACK, 1L));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  /** Whether that process is there, a dead one that was not reaped included. */
  boolean exists(long pid) {
    try {
      return (int) KILL.invokeExact(errno, (int) pid, 0) == 0 || errno() == EPERM;
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** Asks a process to end; one that has ended is no error. */
  void terminate(long pid) {
    try {
      int ignored = (int) KILL.invokeExact(errno, (int) pid, SIGTERM);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private int socket() throws IOException {
    try {
      return check(
          "socket", (int) SOCKET.invokeExact(errno, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    } catch (Throwable thrown) {
      throw rethrow(thrown);
    }
  }

  private int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed with errno " + errno());
    }
    return result;
  }

  private int checkPeer(String call, int result) throws IOException {
    boolean gone = result < 0 && (errno() == EPIPE || errno() == ECONNRESET);
    return gone ? GONE : check(call, result);
  }

  private int errno() {
    return (int) ERRNO.get(errno, 0L);
  }

  /** A method handle declares Throwable; only IOException is expected. */
  private static IOException rethrow(Throwable thrown) {
    return switch (thrown) {
      case IOException failure -> failure;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> throw new AssertionError(thrown);
    };
  }
}

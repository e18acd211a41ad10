package dev.tidegate.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Scans under way, each on a connection of its own, all on one thread. An answer must be the
 * client's own request: the worker echoes.
 */
final class Requests implements AutoCloseable {
  private static final int ANSWER_BYTES = 4096;
  private static final String REQUEST = "scan q000000000 /x\n";
  private static final int LAST_DIGIT = REQUEST.indexOf(" /x") - 1;
  private static final int FIRST_DIGIT = REQUEST.indexOf('q') + 1;
  private static final byte REFUSAL = 'e';

  private final Libc libc = new Libc();
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment address;
  private final MemorySegment answer = arena.allocate(ANSWER_BYTES);
  private final MemorySegment events;
  private final MemorySegment[] requests;
  private final int[] descriptors;
  private final int epoll;

  private long requestNumber;

  /** How a request ended. */
  enum Outcome {
    ANSWERED,
    /** With one of the errors, such as that no worker is free. */
    REFUSED,
    /** With nothing, or with the answer to another request. */
    WRONG
  }

  /** For as many clients at once; none has a request yet. */
  Requests(Path socket, int clients) throws IOException {
    address = Libc.unixAddress(socket);
    events = Libc.events(clients);
    requests = new MemorySegment[clients];
    descriptors = new int[clients];
    epoll = libc.epoll();
    byte[] bytes = REQUEST.getBytes(StandardCharsets.ISO_8859_1);
    for (int client = 0; client < clients; client++) {
      requests[client] = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, requests[client], JAVA_BYTE, 0, bytes.length);
      descriptors[client] = -1;
    }
  }

  int clients() {
    return requests.length;
  }

  /** Connects and sends; while the listening socket's backlog is full it waits for its turn. */
  void begin(int client) throws IOException {
    number(requests[client], requestNumber++);
    int descriptor = libc.connect(address);
    descriptors[client] = descriptor;
    libc.write(descriptor, requests[client]);
    libc.watch(epoll, descriptor, Libc.EPOLLRDHUP, client);
  }

  /** How many requests have ended, after at most that time. */
  int await(int timeoutMillis) throws IOException {
    return libc.await(epoll, events, timeoutMillis);
  }

  /** As {@link #await}, to the nanosecond. */
  int awaitNanos(long nanos) throws IOException {
    return libc.awaitNanos(epoll, events, nanos);
  }

  /** The client whose request is one of those that have ended. */
  int ended(int index) {
    return Libc.eventKey(events, index);
  }

  /** Reads the answer of a request that has ended. */
  Outcome complete(int client) throws IOException {
    int descriptor = descriptors[client];
    int length = 0;
    int count = libc.read(descriptor, answer);
    while (count > 0) {
      length += count;
      count = libc.read(descriptor, answer.asSlice(length));
    }
    libc.close(descriptor);
    descriptors[client] = -1;
    MemorySegment request = requests[client];
    if (length == request.byteSize() && answer.asSlice(0, length).mismatch(request) == -1) {
      return Outcome.ANSWERED;
    }
    return length > 0 && answer.get(JAVA_BYTE, 0) == REFUSAL ? Outcome.REFUSED : Outcome.WRONG;
  }

  /** Drops the requests that are still under way. */
  @Override
  public void close() throws IOException {
    for (int descriptor : descriptors) {
      if (descriptor >= 0) {
        libc.close(descriptor);
      }
    }
    libc.close(epoll);
    arena.close();
  }

  private static void number(MemorySegment request, long number) {
    long rest = number;
    for (int digit = LAST_DIGIT; digit >= FIRST_DIGIT; digit--) {
      request.set(JAVA_BYTE, digit, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }
}

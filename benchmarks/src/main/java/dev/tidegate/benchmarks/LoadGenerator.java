package dev.tidegate.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Closed-loop load by one thread: each client connects, sends one scan, reads the answer to the end
 * of file, closes, and begins again. Every answer must be the client's own request: the worker
 * echoes.
 */
final class LoadGenerator implements AutoCloseable {
  private static final int STALL_MILLIS = 20_000;
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
  private final long[] startedNanos;
  private final int epoll;

  private long requestNumber;
  private Histogram latenciesNanos = new Histogram(3);
  private long answered;
  private long refused;
  private long wrong;

  LoadGenerator(Path socket, int clients) throws IOException {
    address = Libc.unixAddress(socket);
    events = Libc.events(clients);
    requests = new MemorySegment[clients];
    descriptors = new int[clients];
    startedNanos = new long[clients];
    epoll = libc.epoll();
    for (int client = 0; client < clients; client++) {
      requests[client] = arena.allocate(REQUEST.length());
      MemorySegment.copy(
          REQUEST.getBytes(StandardCharsets.ISO_8859_1),
          0,
          requests[client],
          JAVA_BYTE,
          0,
          REQUEST.length());
    }
    for (int client = 0; client < clients; client++) {
      begin(client);
    }
  }

  /** Goes on with the load for that long and tells what was completed meanwhile. */
  Load run(long durationNanos) throws IOException {
    latenciesNanos = new Histogram(3);
    answered = 0;
    refused = 0;
    wrong = 0;
    long cpuBefore = threadCpuNanos();
    long start = System.nanoTime();
    long now = start;
    while (now - start < durationNanos) {
      int ready = awaitSome();
      for (int index = 0; index < ready; index++) {
        int client = Libc.eventKey(events, index);
        complete(client);
        begin(client);
      }
      now = System.nanoTime();
    }
    return new Load(
        answered, refused, wrong, now - start, threadCpuNanos() - cpuBefore, latenciesNanos);
  }

  /** Waits for the answers that are still owed and begins nothing new. */
  Load drain() throws IOException {
    latenciesNanos = new Histogram(3);
    answered = 0;
    refused = 0;
    wrong = 0;
    long start = System.nanoTime();
    int outstanding = descriptors.length;
    while (outstanding > 0) {
      int ready = awaitSome();
      for (int index = 0; index < ready; index++) {
        complete(Libc.eventKey(events, index));
      }
      outstanding -= ready;
    }
    return new Load(answered, refused, wrong, System.nanoTime() - start, 0, latenciesNanos);
  }

  /** Drops the connections that are still open without waiting. */
  @Override
  public void close() throws IOException {
    libc.close(epoll);
    arena.close();
  }

  private int awaitSome() throws IOException {
    int ready = libc.await(epoll, events, STALL_MILLIS);
    if (ready == 0) {
      throw new IOException("no request was answered within " + STALL_MILLIS + " ms");
    }
    return ready;
  }

  private void begin(int client) throws IOException {
    number(requests[client], requestNumber++);
    startedNanos[client] = System.nanoTime();
    int descriptor = libc.connect(address);
    descriptors[client] = descriptor;
    libc.write(descriptor, requests[client]);
    libc.watch(epoll, descriptor, Libc.EPOLLRDHUP, client);
  }

  private void complete(int client) throws IOException {
    int descriptor = descriptors[client];
    int length = 0;
    int count = libc.read(descriptor, answer);
    while (count > 0) {
      length += count;
      count = libc.read(descriptor, answer.asSlice(length));
    }
    latenciesNanos.recordValue(System.nanoTime() - startedNanos[client]);
    libc.close(descriptor);
    MemorySegment request = requests[client];
    if (length == request.byteSize() && answer.asSlice(0, length).mismatch(request) == -1) {
      answered++;
    } else if (length > 0 && answer.get(JAVA_BYTE, 0) == REFUSAL) {
      refused++;
    } else {
      wrong++;
    }
  }

  private static void number(MemorySegment request, long number) {
    long rest = number;
    for (int digit = LAST_DIGIT; digit >= FIRST_DIGIT; digit--) {
      request.set(JAVA_BYTE, digit, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** What one stretch of load completed, and what it cost the generator itself. */
  record Load(
      long answered,
      long refused,
      long wrong,
      long elapsedNanos,
      long ownCpuNanos,
      Histogram latenciesNanos) {

    double requestsPerSecond() {
      return answered * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNanos;
    }
  }
}

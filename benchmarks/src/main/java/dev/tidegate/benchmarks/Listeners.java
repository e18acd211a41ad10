package dev.tidegate.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Listeners to every type of message on one thread, which reads as promptly as it can and counts
 * the messages by type.
 */
final class Listeners implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int WAIT_MILLIS = 100;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long QUIET_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final byte[] INTEREST = "?*\n".getBytes(StandardCharsets.ISO_8859_1);

  private final int[] descriptors;
  private final boolean[] lineStarts;
  private final int epoll;
  private final Thread thread;
  private final AtomicLong statusCount = new AtomicLong();
  private final AtomicLong freeCount = new AtomicLong();
  private final AtomicLong otherCount = new AtomicLong();
  private volatile boolean stopped;

  Listeners(Path socket, int count) throws IOException {
    Libc libc = new Libc();
    descriptors = new int[count];
    lineStarts = new boolean[count];
    epoll = libc.epoll();
    MemorySegment address = Libc.unixAddress(socket);
    MemorySegment interest = Arena.ofAuto().allocate(INTEREST.length);
    MemorySegment.copy(INTEREST, 0, interest, JAVA_BYTE, 0, INTEREST.length);
    for (int listener = 0; listener < count; listener++) {
      descriptors[listener] = libc.connect(address);
      lineStarts[listener] = true;
      libc.write(descriptors[listener], interest);
      libc.watch(epoll, descriptors[listener], Libc.EPOLLIN, listener);
    }
    thread = Thread.ofPlatform().name("listeners").daemon().start(this::read);
  }

  /** What has arrived so far at all of them together. */
  Heard heard() {
    return new Heard(statusCount.get(), freeCount.get(), otherCount.get());
  }

  /** What has arrived once nothing more has come for a while. */
  Heard heardWhenQuiet() {
    if (descriptors.length == 0) {
      return heard();
    }
    long start = System.nanoTime();
    long lastChange = start;
    Heard heard = heard();
    long now = start;
    while (now - lastChange < QUIET_NANOS && now - start < QUIET_LIMIT_NANOS) {
      LockSupport.parkNanos(QUIET_NANOS / 10);
      now = System.nanoTime();
      Heard next = heard();
      if (!next.equals(heard)) {
        lastChange = now;
        heard = next;
      }
    }
    return heard;
  }

  long cpuNanos() {
    return descriptors.length == 0
        ? 0
        : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the listeners end");
    }
    Libc libc = new Libc();
    for (int descriptor : descriptors) {
      libc.close(descriptor);
    }
    libc.close(epoll);
  }

  private void read() {
    Libc libc = new Libc();
    MemorySegment events = Libc.events(Math.max(1, descriptors.length));
    byte[] bytes = new byte[BUFFER_BYTES];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      while (!stopped) {
        int ready = libc.await(epoll, events, WAIT_MILLIS);
        for (int index = 0; index < ready; index++) {
          int listener = Libc.eventKey(events, index);
          int length = libc.read(descriptors[listener], buffer);
          if (length == 0) {
            return;
          }
          MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
          count(listener, bytes, length);
        }
      }
    } catch (IOException failure) {
      throw new IllegalStateException("a listener failed", failure);
    }
  }

  private void count(int listener, byte[] bytes, int length) {
    int status = 0;
    int free = 0;
    int other = 0;
    boolean lineStart = lineStarts[listener];
    for (int index = 0; index < length; index++) {
      byte value = bytes[index];
      if (lineStart) {
        switch (value) {
          case 'S' -> status++;
          case 'F' -> free++;
          default -> other++;
        }
      }
      lineStart = value == '\n';
    }
    lineStarts[listener] = lineStart;
    statusCount.addAndGet(status);
    freeCount.addAndGet(free);
    otherCount.addAndGet(other);
  }

  /** Counts of messages: S, F, and all others. */
  record Heard(long status, long free, long other) {
    /**
     * One request is two changes of state and one tag, so three S, and two F. How many Z and Y it
     * is depends on what else runs, so they are not reckoned.
     */
    static final int RECKONED_PER_REQUEST = 5;

    long reckoned() {
      return status + free;
    }
  }
}

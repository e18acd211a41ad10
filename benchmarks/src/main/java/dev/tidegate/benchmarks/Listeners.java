package dev.tidegate.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/** Listeners on one thread of their own. */
final class Listeners implements AutoCloseable {
  /** How many are read whenever something arrives; more of them are looked at only so often. */
  private static final int MOST_PROMPT = 5;

  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int WAIT_MILLIS = 100;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** How long a pause may be while many are still owed something. */
  private static final long LONG_QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long QUIET_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final int[] descriptors;
  private final ListenerView[] views;
  private final long sweepNanos;
  private final int epoll;
  private final Thread thread;

  /** How many bytes have arrived; what was read before it is set is seen by who reads it. */
  private volatile long bytesRead;

  private volatile int snapshotsEnded;
  private volatile boolean stopped;

  /** What all of them together have been told. */
  record Heard(long delivered, long statusAndFree, long dropped, long drops, long bytes) {
    Heard since(Heard earlier) {
      return new Heard(
          delivered - earlier.delivered,
          statusAndFree - earlier.statusAndFree,
          dropped - earlier.dropped,
          drops - earlier.drops,
          bytes - earlier.bytes);
    }
  }

  /** Connects them; an empty interest is none yet. */
  Listeners(Path socket, int count, String interest, int slots) throws IOException {
    Libc libc = new Libc();
    descriptors = new int[count];
    views = new ListenerView[count];
    sweepNanos = count <= MOST_PROMPT ? 0 : SWEEP_NANOS;
    epoll = libc.epoll();
    Arrays.fill(descriptors, -1);
    MemorySegment address = Libc.unixAddress(socket);
    for (int listener = 0; listener < count; listener++) {
      views[listener] = new ListenerView(slots);
      descriptors[listener] = libc.connect(address);
      libc.watch(epoll, descriptors[listener], Libc.EPOLLIN, listener);
    }
    if (!interest.isEmpty()) {
      send(interest);
    }
    thread = Thread.ofPlatform().name("listeners").daemon().start(this::read);
  }

  static Listeners none(Path socket) throws IOException {
    return new Listeners(socket, 0, "", 0);
  }

  int count() {
    return descriptors.length;
  }

  /** Sends a line on each of them, without its newline. */
  void send(String interest) throws IOException {
    Libc libc = new Libc();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocateFrom(interest + "\n", StandardCharsets.ISO_8859_1);
      MemorySegment bytes = line.asSlice(0, interest.length() + 1L);
      for (int descriptor : descriptors) {
        libc.write(descriptor, bytes);
      }
    }
  }

  /** How many have been told a snapshot to its end, with which they leave. */
  int snapshotsEnded() {
    return snapshotsEnded;
  }

  /** What was told once nothing more has come for a while. */
  Heard heardWhenQuiet() {
    if (descriptors.length > 0) {
      awaitQuiet(QUIET_NANOS);
    }
    return heard();
  }

  /** The same; if many are not in the true state, they get more time. */
  Heard heardWhenQuiet(ListenerView.Truth truth) {
    Heard heard = heardWhenQuiet();
    if (descriptors.length <= MOST_PROMPT || agreeing(truth) == descriptors.length) {
      return heard;
    }
    awaitQuiet(LONG_QUIET_NANOS);
    return heard();
  }

  private Heard heard() {
    return new Heard(
        sum(ListenerView::delivered),
        sum(ListenerView::statusAndFree),
        sum(ListenerView::dropped),
        sum(ListenerView::drops),
        bytesRead);
  }

  /** How many of them believe what is true; for when they are quiet. */
  int agreeing(ListenerView.Truth truth) {
    return (int) Arrays.stream(views).filter(view -> view.agreesWith(truth)).count();
  }

  /**
   * How many were given, or told to have missed, all that they were owed. If that is not known, it
   * is what half of them have at most, and no less than what is known.
   */
  int accountedFor(long leastOwed, boolean isAll) {
    long[] totals =
        Arrays.stream(views)
            .mapToLong(view -> view.delivered() + view.dropped())
            .sorted()
            .toArray();
    if (totals.length == 0) {
      return 0;
    }
    long owed = isAll ? leastOwed : Math.max(leastOwed, totals[totals.length / 2]);
    return (int) Arrays.stream(totals).filter(total -> total == owed).count();
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
      if (descriptor >= 0) {
        libc.close(descriptor);
      }
    }
    libc.close(epoll);
  }

  private void awaitQuiet(long quietNanos) {
    long start = System.nanoTime();
    long lastChange = start;
    long before = bytesRead;
    long now = start;
    while (now - lastChange < quietNanos && now - start < QUIET_LIMIT_NANOS) {
      LockSupport.parkNanos(QUIET_NANOS / 10);
      now = System.nanoTime();
      long after = bytesRead;
      if (after != before) {
        lastChange = now;
        before = after;
      }
    }
  }

  private long sum(ToLongFunction<ListenerView> figure) {
    return Arrays.stream(views).mapToLong(figure).sum();
  }

  private void read() {
    Libc libc = new Libc();
    MemorySegment events = Libc.events(Math.max(1, descriptors.length));
    byte[] bytes = new byte[BUFFER_BYTES];
    int ended = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      while (!stopped) {
        int ready = libc.await(epoll, events, WAIT_MILLIS);
        long total = bytesRead;
        for (int index = 0; index < ready; index++) {
          int listener = Libc.eventKey(events, index);
          int length = libc.read(descriptors[listener], buffer);
          if (length <= 0) {
            return;
          }
          MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
          views[listener].read(bytes, length);
          total += length;
          if (views[listener].snapshots() > 0) {
            libc.close(descriptors[listener]);
            descriptors[listener] = -1;
            ended++;
          }
        }
        bytesRead = total;
        snapshotsEnded = ended;
        if (sweepNanos > 0) {
          LockSupport.parkNanos(sweepNanos);
        }
      }
    } catch (IOException failure) {
      throw new IllegalStateException("a listener failed", failure);
    }
  }
}

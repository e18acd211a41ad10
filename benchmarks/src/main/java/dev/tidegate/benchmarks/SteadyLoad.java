package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Load at a fixed rate by one thread, whether answers come or not. A latency counts from when its
 * request was due, so that a request which had to wait for the generator is not made to look fast.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int MOST_AT_ONCE = 1000;

  /** What is waited for an answer when all clients are under way, before looking again. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long DRAIN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Requests requests;
  private final long intervalNanos;
  private final long[] dueNanos = new long[MOST_AT_ONCE];
  private final int[] idle = new int[MOST_AT_ONCE];
  private int idleCount = MOST_AT_ONCE;

  SteadyLoad(Path socket, double requestsPerSecond) throws IOException {
    requests = new Requests(socket, MOST_AT_ONCE);
    new Libc().wakeExactly();
    intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / requestsPerSecond);
    for (int client = 0; client < MOST_AT_ONCE; client++) {
      idle[client] = MOST_AT_ONCE - 1 - client;
    }
  }

  Load run(long durationNanos) throws IOException {
    return run(() -> false, durationNanos);
  }

  /** Goes on until that holds, but no longer than the limit, and then until all are answered. */
  Load run(BooleanSupplier done, long limitNanos) throws IOException {
    Load.Counter counter = new Load.Counter();
    long due = counter.startNanos();
    long end = due + limitNanos;
    long now = due;
    while (now < end && !done.getAsBoolean()) {
      while (due <= now && idleCount > 0) {
        int client = idle[--idleCount];
        dueNanos[client] = due;
        requests.begin(client);
        due += intervalNanos;
      }
      long untilDue = idleCount == 0 ? LATE_NANOS : due - System.nanoTime();
      complete(requests.awaitNanos(Math.max(0, untilDue)), counter);
      now = System.nanoTime();
    }
    long drainEnd = now + DRAIN_LIMIT_NANOS;
    while (idleCount < MOST_AT_ONCE && System.nanoTime() < drainEnd) {
      complete(requests.await(1), counter);
    }
    return counter.load();
  }

  @Override
  public void close() throws IOException {
    requests.close();
  }

  private void complete(int ready, Load.Counter counter) throws IOException {
    for (int index = 0; index < ready; index++) {
      int client = requests.ended(index);
      counter.add(requests.complete(client), System.nanoTime() - dueNanos[client]);
      idle[idleCount++] = client;
    }
  }
}

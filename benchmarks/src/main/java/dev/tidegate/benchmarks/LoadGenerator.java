package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Closed-loop load by one thread: each client connects, sends one scan, reads the answer to the end
 * of file, closes, and begins again; one that was refused comes back after a pause.
 */
final class LoadGenerator implements AutoCloseable {
  /** A refused mail server does not come back at once. */
  static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int STALL_MILLIS = 20_000;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Requests requests;
  private final long[] startedNanos;

  /** Clients that were refused, the one that comes back first at the head. */
  private final ArrayDeque<Resting> resting = new ArrayDeque<>();

  private Load.Counter counter = new Load.Counter();

  private record Resting(int client, long untilNanos) {}

  LoadGenerator(Path socket, int clients) throws IOException {
    requests = new Requests(socket, clients);
    startedNanos = new long[clients];
    try {
      for (int client = 0; client < clients; client++) {
        begin(client);
      }
    } catch (IOException failure) {
      requests.close();
      throw failure;
    }
  }

  /** Goes on with the load for that long and tells what was completed meanwhile. */
  Load run(long durationNanos) throws IOException {
    return run(durationNanos, Long.MAX_VALUE);
  }

  /** As {@link #run(long)}, but ends when so many are answered. */
  Load run(long durationNanos, long mostRequests) throws IOException {
    counter = new Load.Counter();
    long now = counter.startNanos();
    long count = 0;
    while (now - counter.startNanos() < durationNanos && count < mostRequests) {
      int ready = awaitSome(now);
      for (int index = 0; index < ready; index++) {
        int client = requests.ended(index);
        if (complete(client)) {
          begin(client);
        }
      }
      count += ready;
      now = System.nanoTime();
      while (!resting.isEmpty() && resting.element().untilNanos() <= now) {
        begin(resting.remove().client());
      }
    }
    return counter.load();
  }

  /** Waits for the answers that are still owed and begins nothing new. */
  Load drain() throws IOException {
    counter = new Load.Counter();
    int outstanding = requests.clients() - resting.size();
    resting.clear();
    while (outstanding > 0) {
      int ready = awaitSome(0);
      for (int index = 0; index < ready; index++) {
        complete(requests.ended(index));
      }
      outstanding -= ready;
    }
    resting.clear();
    return counter.load();
  }

  /** Drops the connections that are still open without waiting. */
  @Override
  public void close() throws IOException {
    requests.close();
  }

  private int awaitSome(long now) throws IOException {
    Resting first = resting.peek();
    if (first != null && now != 0) {
      long millis = (first.untilNanos() - now + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
      return requests.await((int) Math.max(0, millis));
    }
    int ready = requests.await(STALL_MILLIS);
    if (ready == 0) {
      throw new IOException("no request was answered within " + STALL_MILLIS + " ms");
    }
    return ready;
  }

  private void begin(int client) throws IOException {
    startedNanos[client] = System.nanoTime();
    requests.begin(client);
  }

  /** Whether this client may begin again at once. */
  private boolean complete(int client) throws IOException {
    Requests.Outcome outcome = requests.complete(client);
    long now = System.nanoTime();
    counter.add(outcome, now - startedNanos[client]);
    if (outcome == Requests.Outcome.REFUSED) {
      resting.add(new Resting(client, now + PAUSE_NANOS));
      return false;
    }
    return true;
  }
}

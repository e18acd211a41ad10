package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The events that wait to be delivered: on disk, and before they are there in memory, both with a
 * bound.
 *
 * <p>A thread of its own writes all that has come meanwhile and syncs it at once. While the disk
 * fails the events stay in memory, are delivered from there, and the disk is tried again from time
 * to time. Any thread offers, one delivers.
 */
final class Spool implements AutoCloseable {
  /** How much waits in memory at most: many times what comes while a disk syncs. */
  static final int MAX_MEMORY_BYTES = 4 * 1024 * 1024;

  private static final int MAX_BATCH_BYTES = 1024 * 1024;
  private static final Duration DISK_RETRY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Segments segments;
  private final Consumer<String> log;
  private final Deque<byte[]> pending = new ArrayDeque<>();
  private final long givenUpBefore;
  private List<byte[]> batch = List.of();
  private long memoryBytes;
  private boolean isFailing;
  private long retryAtNanos;

  /** The writer got on since somebody waited for it in vain. */
  private boolean isWaitingWorthwhile = true;

  /** Given up and not yet counted on disk, which offering must not wait for. */
  private long givenUpInMemory;

  /** The first of {@code pending} is being delivered. */
  private boolean isHeldInMemory;

  private boolean isClosed;

  /** Grows with each thing that {@link #hold} may wait for. */
  private long changes;

  private Spool(Segments segments, Consumer<String> log) {
    this.segments = segments;
    this.givenUpBefore = segments.position().givenUp();
    this.log = log;
  }

  /** Begins to write. */
  static Spool start(Segments segments, Consumer<String> log) {
    Spool spool = new Spool(segments, log);
    Thread.ofPlatform().daemon().name("webhook-spool").start(spool::writeAll);
    return spool;
  }

  /**
   * Takes an event. If the memory is full it waits a little for the writer, then gives up the
   * oldest.
   */
  synchronized void offer(byte[] event) {
    byte[] line = SpoolLine.of(event);
    if (memoryBytes + line.length > MAX_MEMORY_BYTES && isWaitingWorthwhile && !isFailing) {
      awaitRoom(line.length);
    }
    while (memoryBytes + line.length > MAX_MEMORY_BYTES && giveUpOldestInMemory()) {
      // Until it fits.
    }
    pending.addLast(line);
    memoryBytes += line.length;
    change();
  }

  private void awaitRoom(int bytes) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (memoryBytes + bytes > MAX_MEMORY_BYTES && !isFailing) {
      if (!awaitChange(deadlineNanos)) {
        isWaitingWorthwhile = false;
        return;
      }
    }
  }

  private boolean giveUpOldestInMemory() {
    if (pending.size() < (isHeldInMemory ? 2 : 1)) {
      return false;
    }
    byte[] first = pending.removeFirst();
    byte[] oldest = isHeldInMemory ? pending.removeFirst() : first;
    if (isHeldInMemory) {
      pending.addFirst(first);
    }
    memoryBytes -= oldest.length;
    givenUpInMemory++;
    return true;
  }

  /** Returns how many events wait. */
  long waiting() {
    return segments.unread() + inMemory();
  }

  /** Returns how many events are in memory alone. */
  synchronized int inMemory() {
    return batch.size() + pending.size();
  }

  private void writeAll() {
    while (takeBatch()) {
      try {
        int count = segments.write(batch);
        segments.sync();
        wrote(count);
      } catch (IOException failure) {
        segments.rollBack();
        couldNotWrite(failure);
      }
    }
  }

  /** Waits until there is something to write; returns whether there is. */
  private synchronized boolean takeBatch() {
    while (!isClosed) {
      boolean isDue = !isFailing || System.nanoTime() - retryAtNanos >= 0;
      if (isDue && !pending.isEmpty() && !isHeldInMemory) {
        batch = new ArrayList<>();
        int bytes = 0;
        while (!pending.isEmpty() && bytes + pending.getFirst().length <= MAX_BATCH_BYTES) {
          bytes += pending.getFirst().length;
          batch.add(pending.removeFirst());
        }
        return true;
      }
      awaitChange(isDue ? System.nanoTime() + DISK_RETRY.toNanos() : retryAtNanos);
    }
    return false;
  }

  private synchronized void wrote(int count) {
    for (byte[] line : batch.subList(0, count)) {
      memoryBytes -= line.length;
    }
    putBack(batch.subList(count, batch.size()));
    isWaitingWorthwhile = true;
    if (isFailing) {
      isFailing = false;
      log.accept("the spool can be written again");
    }
    change();
  }

  private synchronized void couldNotWrite(IOException failure) {
    putBack(batch);
    retryAtNanos = System.nanoTime() + DISK_RETRY.toNanos();
    if (!isFailing && !isClosed) {
      isFailing = true;
      log.accept(
          "cannot write the spool ("
              + SpoolDirectory.reason(failure)
              + "): events stay in memory, up to "
              + MAX_MEMORY_BYTES / 1024 / 1024
              + " MiB, and are lost if this program ends");
    }
    change();
  }

  private void putBack(List<byte[]> lines) {
    for (byte[] line : lines.reversed()) {
      pending.addFirst(line);
    }
    batch = List.of();
  }

  /**
   * Waits for an event to deliver and returns the oldest; empty if none came in time, or the spool
   * is closed. Then follows one of {@link #taken}, {@link #release} and {@link #giveUp}.
   */
  Optional<byte[]> hold(Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      long seen;
      synchronized (this) {
        seen = changes;
      }
      Optional<byte[]> event = segments.hold();
      if (event.isPresent()) {
        return event;
      }
      synchronized (this) {
        if (isFailing && batch.isEmpty() && !pending.isEmpty()) {
          isHeldInMemory = true;
          byte[] line = pending.getFirst();
          return SpoolLine.text(Arrays.copyOf(line, line.length - 1));
        }
        if (isClosed || (changes == seen && !awaitChange(deadlineNanos))) {
          return Optional.empty();
        }
      }
    }
  }

  /** The event that is being delivered has been. */
  void taken() {
    if (!dropHeldInMemory()) {
      segments.taken();
    }
  }

  /** The event that is being delivered will be tried again. */
  void release() {
    synchronized (this) {
      if (isHeldInMemory) {
        isHeldInMemory = false;
        change();
        return;
      }
    }
    segments.release();
  }

  /** The event that is being delivered will not be tried again. */
  void giveUp() {
    if (dropHeldInMemory()) {
      segments.countGivenUp(1);
    } else {
      segments.giveUp();
    }
  }

  private synchronized boolean dropHeldInMemory() {
    if (!isHeldInMemory) {
      return false;
    }
    memoryBytes -= pending.removeFirst().length;
    isHeldInMemory = false;
    change();
    return true;
  }

  /** Returns how much was given up, with the telling of it begun if there is something to tell. */
  Position beginTelling() {
    long more;
    synchronized (this) {
      more = givenUpInMemory;
      givenUpInMemory = 0;
    }
    if (more > 0) {
      segments.countGivenUp(more);
    }
    return segments.beginTelling();
  }

  /** Returns how many events were given up since the spool was made. */
  long givenUp() {
    long more;
    synchronized (this) {
      more = givenUpInMemory;
    }
    return segments.position().givenUp() + more;
  }

  /** Returns how many of them since this program was started. */
  long givenUpHere() {
    return givenUp() - givenUpBefore;
  }

  /** The receiver knows what was given up when the telling began. */
  void endTelling() {
    segments.endTelling();
  }

  /** Waits until all that was offered is on disk, or the disk fails, or the time is over. */
  synchronized void flush(long deadlineNanos) {
    while ((!pending.isEmpty() || !batch.isEmpty()) && !isFailing) {
      if (!awaitChange(deadlineNanos)) {
        return;
      }
    }
  }

  private void change() {
    changes++;
    notifyAll();
  }

  /** Waits for a change; returns whether there was one before the deadline. */
  private synchronized boolean awaitChange(long deadlineNanos) {
    long seen = changes;
    while (changes == seen) {
      long millis = Math.ceilDiv(deadlineNanos - System.nanoTime(), 1_000_000L);
      if (millis <= 0) {
        return false;
      }
      try {
        wait(millis);
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** What is still in memory is lost. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      change();
    }
    segments.close();
  }
}

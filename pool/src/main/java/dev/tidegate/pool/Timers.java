package dev.tidegate.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers that are set, earliest first; equal deadlines in the order in which they were set.
 *
 * <p>A binary heap in which each timer knows its place, so that cancelling one costs no more than
 * setting it: most are cancelled.
 */
public final class Timers {
  public static final long SECOND_NANOS = 1_000_000_000L;

  private @Nullable Timer[] heap = new @Nullable Timer[64];
  private int size;
  private long orders;

  /** Sets a timer; one that is set already gets the new deadline alone. */
  public void set(Timer timer, long deadlineNanos) {
    cancel(timer);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    timer.deadlineNanos = deadlineNanos;
    timer.order = ++orders;
    siftUp(timer, size++);
  }

  /**
   * Sets a timer unless it is set to that deadline already; cancels it for {@link Long#MAX_VALUE}.
   */
  public void expect(Timer timer, long deadlineNanos) {
    if (deadlineNanos == Long.MAX_VALUE) {
      cancel(timer);
    } else if (!timer.isSet() || timer.deadlineNanos != deadlineNanos) {
      set(timer, deadlineNanos);
    }
  }

  /** Cancels a timer, if it is set. */
  public void cancel(Timer timer) {
    if (!timer.isSet()) {
      return;
    }
    int hole = timer.index;
    timer.index = Timer.UNSET;
    Timer last = at(--size);
    heap[size] = null;
    if (last == timer) {
      return;
    }
    siftUp(last, hole);
    siftDown(last, last.index);
  }

  /** Returns the earliest deadline, {@link Long#MAX_VALUE} if no timer is set. */
  long nextDeadlineNanos() {
    return size == 0 ? Long.MAX_VALUE : at(0).deadlineNanos;
  }

  /** Fires the earliest timer, if its deadline has come. */
  void fireNext(long nowNanos) {
    if (size == 0 || at(0).deadlineNanos > nowNanos) {
      return;
    }
    Timer first = at(0);
    cancel(first);
    first.run();
  }

  private void siftUp(Timer timer, int from) {
    int index = from;
    while (index > 0 && before(timer, at((index - 1) / 2))) {
      put(at((index - 1) / 2), index);
      index = (index - 1) / 2;
    }
    put(timer, index);
  }

  private void siftDown(Timer timer, int from) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && before(at(child + 1), at(child))) {
        child++;
      }
      if (!before(at(child), timer)) {
        break;
      }
      put(at(child), index);
      index = child;
    }
    put(timer, index);
  }

  private void put(Timer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  private Timer at(int index) {
    Timer timer = heap[index];
    if (timer == null) {
      throw new IllegalStateException("no timer at " + index + " of " + size);
    }
    return timer;
  }

  private static boolean before(Timer one, Timer other) {
    return one.deadlineNanos != other.deadlineNanos
        ? one.deadlineNanos < other.deadlineNanos
        : one.order < other.order;
  }
}

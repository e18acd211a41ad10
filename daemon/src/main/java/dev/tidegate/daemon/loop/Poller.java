package dev.tidegate.daemon.loop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Buffer;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Event loop: the one thread that waits for descriptors and the clock. */
public final class Poller {
  /** Maximum size of one read, in bytes. */
  public static final int READ_BYTES = 65_536;

  /** Maximum size of one write, in bytes. */
  public static final int WRITE_BYTES = 65_536;

  /** Empty buffer. */
  public static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
  private final List<Watch> toClose = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private final long inAddress = Buffer.memoryAddress(in);
  private final ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BYTES);
  private final long outAddress = Buffer.memoryAddress(out);

  private Runnable atEndOfBatch = () -> {};
  private Consumer<Throwable> onFailure = failure -> {};
  private volatile boolean isStopping;

  /**
   * Whether another end of batch must follow without waiting, because a task has run since the last
   * one.
   */
  private boolean endIsWanted;

  private long wakeNanos = Long.MAX_VALUE;
  private long delays;

  /** Delayed task; tasks due at the same time run in the order in which they were added. */
  private record Delayed(long atNanos, long order, Runnable task) implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed other) {
      return atNanos == other.atNanos
          ? Long.compare(order, other.order)
          : Long.compare(atNanos, other.atNanos);
    }
  }

  /** Opens the loop; nothing runs before {@link #start}. */
  public Poller() {
    ThreadFactory threads = task -> new Thread(() -> runLoop(task), "loop");
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            1, threads, executor -> new BatchingEpoll(epoll.newHandler(executor), this));
    loop = group.next();
  }

  /** Runs the loop and reports its end: an error outside a handler, usually of memory, ends it. */
  private void runLoop(Runnable task) {
    task.run();
    if (!isStopping) {
      onFailure.accept(new IllegalStateException("the loop has ended"));
    }
  }

  /**
   * Starts the thread.
   *
   * @param first runs first, on the loop's thread
   * @param endOfBatch runs after each batch of events, and after each wait of the loop
   * @param failure receives exceptions and errors of these and of all tasks and handlers
   */
  public void start(Runnable first, Runnable endOfBatch, Consumer<Throwable> failure) {
    loop.execute(
        () -> {
          atEndOfBatch = endOfBatch;
          onFailure = failure;
          guard(first);
        });
  }

  /** Runs a task on the loop's thread, soon; any thread may call it. */
  public void execute(Runnable task) {
    loop.execute(() -> guard(task));
  }

  /**
   * Runs a task at the end of this batch of events or, called during that end, at the end of the
   * next batch, before which the loop does not wait.
   */
  public void defer(Runnable task) {
    deferred.add(task);
    endIsWanted = true;
  }

  /** Runs a task after a delay; any thread may call it. */
  public void after(long delayNanos, Runnable task) {
    if (loop.inEventLoop()) {
      delayed.add(new Delayed(System.nanoTime() + delayNanos, delays++, task));
    } else {
      execute(() -> after(delayNanos, task));
    }
  }

  /** Sets the latest time of the next batch end; must be set again after each batch. */
  public void wakeAt(long nanos) {
    wakeNanos = nanos;
  }

  /** Returns the buffer for all reads; its content is valid until the next read. */
  public ByteBuffer in() {
    return in;
  }

  /** Returns the remaining bytes in a buffer that later reads do not overwrite. */
  public ByteBuffer lasting(ByteBuffer rest) {
    if (!rest.isDirect()) {
      return rest;
    }
    return in.hasRemaining() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : EMPTY;
  }

  /** Returns the address of {@link #in}. */
  public long inAddress() {
    return inAddress;
  }

  /** Returns the buffer for all writes; its content is valid until the next write. */
  public ByteBuffer out() {
    return out;
  }

  /** Returns the address of {@link #out}. */
  public long outAddress() {
    return outAddress;
  }

  /** Ends the loop and closes every watched descriptor. */
  public void stop() {
    isStopping = true;
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  IoRegistration register(Watch watch) {
    Future<IoRegistration> done = loop.register(watch);
    if (!done.isSuccess()) {
      throw new IllegalStateException("cannot watch descriptor " + watch.fd(), done.cause());
    }
    return done.getNow();
  }

  void run(Watch watch, int bits) {
    try {
      watch.ready(bits);
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
  }

  void closeAtEndOfBatch(Watch watch) {
    toClose.add(watch);
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
    endIsWanted = true;
  }

  /** Returns whether the loop may wait for descriptors and the clock. */
  boolean mayWait() {
    return !endIsWanted;
  }

  /** Returns the time at which a wait must end. */
  long deadlineNanos() {
    Delayed first = delayed.peek();
    return first == null ? wakeNanos : Math.min(wakeNanos, first.atNanos);
  }

  /** Runs the tasks of the end of a batch, after all ready descriptors were handled. */
  void endBatch() {
    endIsWanted = false;
    try {
      runDelayed();
      // Tasks deferred by these run after the next batch, so that descriptors are not starved.
      for (int left = deferred.size(); left > 0; left--) {
        deferred.remove().run();
      }
      atEndOfBatch.run();
      for (Watch watch : toClose) {
        watch.closeNow();
      }
      toClose.clear();
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
  }

  private void runDelayed() {
    if (delayed.isEmpty()) {
      return;
    }
    long nowNanos = System.nanoTime();
    for (Delayed first = delayed.peek();
        first != null && first.atNanos <= nowNanos;
        first = delayed.peek()) {
      delayed.remove();
      first.task.run();
    }
  }
}

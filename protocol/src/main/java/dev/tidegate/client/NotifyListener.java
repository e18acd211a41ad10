package dev.tidegate.client;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.InterestLine;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Listener of a multiplexor, Tidegate or MIMEDefang: returns its notifications and the pool state
 * known after each. It reconnects whenever the connection is lost, and reports when the state is
 * unknown.
 *
 * <p>It has no thread: the thread that waits for the next update does the work. One thread at a
 * time may wait; any thread may close. No input from the server causes an exception.
 *
 * <p>A slow consumer loses no updates from Tidegate, which buffers them and reports an overflow.
 * MIMEDefang drops messages without a report, even under load alone; use {@link Builder#control}
 * and {@link Builder#heartbeat} to correct that.
 */
public final class NotifyListener implements AutoCloseable, Iterable<Update> {
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);
  private static final Duration LONGEST_HEARTBEAT =
      Duration.ofSeconds(InterestLine.MAX_HEARTBEAT_SECONDS);

  private final ListenerLoop driver;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Knowledge knowledge = new Knowledge.Unknown("not connected yet");
  private volatile boolean closed;
  private boolean released;

  private NotifyListener(ListenerSettings settings) {
    driver = new ListenerLoop(settings);
  }

  /** Returns a builder of a listener to the notification socket at that address. */
  public static Builder to(Address address) {
    return new Builder(address);
  }

  /** Settings of a listener; every method returns this builder. */
  public static final class Builder {
    private final Address address;
    private Interest interest = Interest.ALL;
    private boolean snapshot;
    private boolean json;
    private boolean resume;
    private Duration heartbeat = Duration.ZERO;
    private Optional<Address> control = Optional.empty();
    private ReconnectPolicy reconnect =
        ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(30));
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int backlog = 1_000;

    private Builder(Address address) {
      this.address = address;
    }

    /**
     * Sets the message types by their letters, such as {@code YZ}; {@code *}, the default, is all.
     *
     * @throws IllegalArgumentException if a character is no type's letter
     */
    public Builder types(String letters) {
      for (int at = 0; at < letters.length(); at++) {
        if ("BFRSUYZ*".indexOf(letters.charAt(at)) < 0) {
          throw new IllegalArgumentException(
              "'" + letters.charAt(at) + "' is no type of message; there are B F R S U Y Z and *");
        }
      }
      return types(Interest.parse("?" + letters).orElseThrow());
    }

    /** Sets the message types; all by default. */
    public Builder types(Interest types) {
      interest = types;
      return this;
    }

    /** Requests the present state at the start of each connection; MIMEDefang ignores it. */
    public Builder snapshot() {
      snapshot = true;
      return this;
    }

    /** Requests events in JSON, with all details; a server without the extension sends letters. */
    public Builder json() {
      json = true;
      return this;
    }

    /** Requests the events missed while disconnected; needs {@link #json}. */
    public Builder resume() {
      resume = true;
      return this;
    }

    /**
     * Sets the heartbeat interval: the server shows at least that often that it is alive, by
     * heartbeats of its own or, if it has none, by answers on the socket given with {@link
     * #control}.
     *
     * @param every 0 (the default, for none) to 3,600 s; rounded up to seconds for the server's
     *     heartbeats
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder heartbeat(Duration every) {
      if (every.isNegative() || every.compareTo(LONGEST_HEARTBEAT) > 0) {
        throw new IllegalArgumentException(
            "the heartbeat interval must be 0 to " + LONGEST_HEARTBEAT.toSeconds() + " s");
      }
      heartbeat = every;
      return this;
    }

    /**
     * Sets the command or unprivileged socket on which to poll the number of free workers if the
     * server has no snapshots; none by default.
     */
    public Builder control(Address address) {
      control = Optional.of(address);
      return this;
    }

    /** Sets the waits before reconnecting; from 100 ms to 30 s by default. */
    public Builder reconnect(ReconnectPolicy policy) {
      reconnect = policy;
      return this;
    }

    /**
     * Sets the timeout for connecting and the greeting; 10 s by default.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder connectTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("to connect takes time, not " + timeout);
      }
      connectTimeout = timeout;
      return this;
    }

    /**
     * Sets the number of updates that may wait to be taken, above which reading stops; 1,000 by
     * default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder backlog(int updates) {
      if (updates < 1) {
        throw new IllegalArgumentException("not even one update could wait: " + updates);
      }
      backlog = updates;
      return this;
    }

    /**
     * Returns the listener, which connects at the first call of {@link NotifyListener#next}.
     *
     * @throws IllegalStateException if {@link #resume} is set without {@link #json}
     */
    public NotifyListener build() {
      if (resume && !json) {
        throw new IllegalStateException("resume() needs json(): letters have no numbers");
      }
      return new NotifyListener(
          new ListenerSettings(
              address,
              interest,
              snapshot,
              json,
              resume,
              heartbeat,
              control,
              reconnect,
              connectTimeout,
              backlog));
    }
  }

  /**
   * Waits for the next update; empty if none came in time, or if the listener is closed. A timeout
   * of zero checks once for input.
   *
   * @throws InterruptedException if the thread was interrupted; the listener is unaffected
   * @throws IllegalStateException if another thread waits
   */
  public Optional<Update> next(Duration timeout) throws InterruptedException {
    if (!turn.tryLock()) {
      if (closed) {
        return Optional.empty();
      }
      throw new IllegalStateException("another thread waits for the next update of this listener");
    }
    try {
      return await(System.nanoTime() + nanosOf(timeout));
    } finally {
      turn.unlock();
      releaseIfClosed();
    }
  }

  private static long nanosOf(Duration timeout) {
    return timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toNanos() : timeout.toNanos();
  }

  private Optional<Update> await(long deadlineNanos) throws InterruptedException {
    boolean looked = false;
    while (!closed) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for an update");
      }
      Optional<Update> update = driver.poll();
      if (update.isPresent()) {
        knowledge = update.get().knowledge();
        return update;
      }
      long leftNanos = deadlineNanos - System.nanoTime();
      if (driver.isEnded()) {
        closed = true;
      } else if (leftNanos <= 0 && looked) {
        return Optional.empty();
      } else {
        driver.proceed(Math.max(0, leftNanos));
        looked = true;
      }
    }
    return Optional.empty();
  }

  /** Releases the sockets; done by the last thread that waits or closes. */
  private void releaseIfClosed() {
    if (closed && turn.tryLock()) {
      try {
        if (!released) {
          released = true;
          driver.close();
        }
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * Returns an iterator that waits for each update. It ends when the listener is closed or the
   * thread is interrupted; the interrupt status stays set.
   */
  @Override
  public Iterator<Update> iterator() {
    return new Iterator<>() {
      private Optional<Update> ahead = Optional.empty();

      @Override
      public boolean hasNext() {
        try {
          while (ahead.isEmpty() && !closed) {
            ahead = NotifyListener.this.next(Duration.ofMinutes(1));
          }
        } catch (InterruptedException interruption) {
          Thread.currentThread().interrupt();
        }
        return ahead.isPresent();
      }

      @Override
      public Update next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the listener is closed");
        }
        Update update = ahead.orElseThrow();
        ahead = Optional.empty();
        return update;
      }
    };
  }

  /**
   * Passes each update to the handler, on this thread, until the listener is closed or the thread
   * interrupted.
   */
  public void run(Consumer<Update> handler) {
    for (Update each : this) {
      handler.accept(each);
    }
  }

  /** Returns the state known with the last update taken; any thread may call it. */
  public Knowledge knowledge() {
    return knowledge;
  }

  /** Returns the number of updates that were read and not yet taken. */
  int waiting() {
    return driver.waiting();
  }

  /** Returns whether it is closed, by {@link #close} or by its policy after a loss. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends the connection and wakes a waiting thread; a second call has no effect. */
  @Override
  public void close() {
    closed = true;
    driver.wake();
    releaseIfClosed();
  }
}

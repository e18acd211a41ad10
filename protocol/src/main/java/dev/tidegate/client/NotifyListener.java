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
 * A listener of a multiplexor, Tidegate's or MIMEDefang's own: returns the notifications and what is
 * known of the pool's state after each. It reconnects whenever the connection is lost, and reports
 * when the state is not known.
 *
 * <p>It has no thread: the work is done by the thread that waits for the next update. One thread at
 * a time may wait; any thread may close. Nothing that the server sends makes it throw.
 *
 * <p>A slow consumer loses no updates from Tidegate, which buffers them and reports an overflow.
 * MIMEDefang drops messages without a report, even under load alone; use {@link Builder#control} and
 * {@link Builder#heartbeat} to correct that.
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

  /** Begins to describe a listener to the notification socket at that address. */
  public static Builder to(Address address) {
    return new Builder(address);
  }

  /** What is to be heard, and how; every method returns the builder itself. */
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
     * Asks for the types of these letters, such as {@code YZ}; {@code *} is all, as is the default.
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

    /** Asks for these types. */
    public Builder types(Interest types) {
      interest = types;
      return this;
    }

    /** Asks for the present state at the start of each connection; ours alone can tell it. */
    public Builder snapshot() {
      snapshot = true;
      return this;
    }

    /** Asks for all that is known of each event; a server that cannot do that sends letters. */
    public Builder json() {
      json = true;
      return this;
    }

    /** Asks after a break for what was missed; needs {@link #json}. */
    public Builder resume() {
      resume = true;
      return this;
    }

    /**
     * Wants to be shown that often at least that the multiplexor lives: by its own heartbeats, or,
     * where it has none, by asking on the socket given with {@link #control}.
     *
     * @param every up to an hour; the heartbeats come in whole seconds
     * @throws IllegalArgumentException if it is longer
     */
    public Builder heartbeat(Duration every) {
      if (every.isNegative() || every.compareTo(LONGEST_HEARTBEAT) > 0) {
        throw new IllegalArgumentException(
            "the heartbeat interval must be 0 to " + LONGEST_HEARTBEAT.toSeconds() + " s");
      }
      heartbeat = every;
      return this;
    }

    /** Asks on that command or unprivileged socket what a server without snapshots cannot tell. */
    public Builder control(Address address) {
      control = Optional.of(address);
      return this;
    }

    /** Says when to connect again; from 100 ms to 30 s by default. */
    public Builder reconnect(ReconnectPolicy policy) {
      reconnect = policy;
      return this;
    }

    /** Says how long a connection and its greeting may take; 10 s by default. */
    public Builder connectTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("to connect takes time, not " + timeout);
      }
      connectTimeout = timeout;
      return this;
    }

    /** Says how many updates may wait here to be taken; then reading stops. 1,000 by default. */
    public Builder backlog(int updates) {
      if (updates < 1) {
        throw new IllegalArgumentException("not even one update could wait: " + updates);
      }
      backlog = updates;
      return this;
    }

    /**
     * Returns the listener, which connects when it is first waited for.
     *
     * @throws IllegalStateException if what was asked for does not go together
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
   * Waits for the next update; empty if none came in that time, or if the listener is closed. A
   * wait of zero looks once.
   *
   * @throws InterruptedException if the thread was interrupted; the listener stays as it is
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

  /** Done by the last of those who wait and who close. */
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
   * Returns an iterator that waits for each update and ends when the listener is closed, or when
   * the thread is interrupted, which it then still is.
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

  /** Executor each update to the handler, on this thread, until closed or interrupted. */
  public void run(Consumer<Update> handler) {
    for (Update each : this) {
      handler.accept(each);
    }
  }

  /** Returns what was known with the update that was taken last; any thread may ask. */
  public Knowledge knowledge() {
    return knowledge;
  }

  /** Returns how many updates have been read and not been taken. */
  int waiting() {
    return driver.waiting();
  }

  /** Returns whether it was closed, be it by its policy after a loss. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends the connection and wakes who waits; does nothing a second time. */
  @Override
  public void close() {
    closed = true;
    driver.wake();
    releaseIfClosed();
  }
}

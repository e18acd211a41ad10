package dev.tidegate.client;

import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageParser;
import dev.tidegate.protocol.wire.LineSplitter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in the pool of a multiplexor, ours or MIMEDefang's own, for as long as it is
 * open: it connects again whenever the connection is lost, and says when nobody can know the state.
 *
 * <p>It has no thread: all is done by whoever waits for the next update. One thread at a time may
 * wait; any may close. Nothing that the peer does makes it throw.
 */
public final class NotifyListener implements AutoCloseable, Iterable<Update> {
  private static final int READ_BYTES = 8192;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final Builder settings;
  private final Selector selector;
  private final Queue<Update> updates = new ArrayDeque<>();
  private final ByteBuffer received = ByteBuffer.allocate(READ_BYTES).limit(0);
  private LineSplitter lines = LineSplitter.ofMessages();
  private @Nullable SocketChannel channel;
  private int failures;
  private long tryAtNanos = System.nanoTime();
  private volatile Knowledge knowledge = new Knowledge.Unknown("not yet connected");
  private volatile boolean closed;

  private NotifyListener(Builder settings) {
    this.settings = settings;
    try {
      selector = Selector.open();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException("no more descriptors for a listener", failure);
    }
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
    private Duration signOfLife = Duration.ZERO;
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
     */
    public Builder signOfLife(Duration every) {
      signOfLife = every;
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
      connectTimeout = timeout;
      return this;
    }

    /** Says how many updates may wait here to be taken; then reading stops. 1,000 by default. */
    public Builder backlog(int updates) {
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
      return new NotifyListener(this);
    }

    private String line() {
      StringBuilder line = new StringBuilder(interest.line());
      if (json) {
        line.append(" json");
      }
      if (snapshot) {
        line.append(" snapshot");
      }
      if (!signOfLife.isZero()) {
        line.append(" heartbeat=").append(Math.max(1, signOfLife.toSeconds()));
      }
      return line.append('\n').toString();
    }
  }

  /**
   * Waits for the next update; empty if none came in that time, or if the listener is closed.
   *
   * @throws InterruptedException if the thread was interrupted; the listener stays as it is
   */
  public Optional<Update> next(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    while (!closed) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Update update = updates.poll();
      if (update != null) {
        knowledge = update.knowledge();
        return Optional.of(update);
      }
      if (deadline.isPast()) {
        return Optional.empty();
      }
      try {
        proceed(deadline);
      } catch (IOException failure) {
        lose(String.valueOf(failure.getMessage()));
      }
    }
    release();
    return Optional.empty();
  }

  private void proceed(Deadline deadline) throws IOException {
    if (channel == null) {
      long leftNanos = tryAtNanos - System.nanoTime();
      if (leftNanos > 0) {
        selector.select(Math.min(deadline.leftMillis(), 1 + leftNanos / 1_000_000));
        return;
      }
      channel =
          SocketConnector.connect(
              settings.address.socketAddress(), Deadline.in(settings.connectTimeout));
      channel.register(selector, SelectionKey.OP_READ);
      lines = LineSplitter.ofMessages();
      received.limit(0);
      return;
    }
    if (takeLines()) {
      return;
    }
    selector.select(deadline.leftMillis());
    selector.selectedKeys().clear();
    int bytes = channel.read(received.clear());
    received.flip();
    if (bytes < 0) {
      lose("the multiplexor closed the connection");
      return;
    }
    takeLines();
  }

  /** Returns whether there was any. */
  private boolean takeLines() throws IOException {
    boolean any = false;
    while (channel != null
        && updates.size() < settings.backlog
        && lines.next(received) == LineSplitter.Found.LINE) {
      any = true;
      failures = 0;
      hear(lines.line());
    }
    return any;
  }

  private void hear(String line) throws IOException {
    Message message = MessageParser.parse(line);
    if (message instanceof Message.NoListeningSlots) {
      disconnect();
      tell(new Cause.Refused(line, retryIn()), new Knowledge.Unknown("no free listening slot"));
      return;
    }
    Knowledge now = lastKnowledge();
    if (message instanceof Message.SomeFree) {
      now = known(Level.SOME_FREE);
    } else if (message instanceof Message.NoneFree) {
      now = known(Level.NONE_FREE);
    }
    tell(new Cause.Told(message, line), now);
    if (message instanceof Message.Greeting) {
      answerGreeting();
    }
  }

  private void answerGreeting() throws IOException {
    ByteBuffer line = ByteBuffer.wrap(settings.line().getBytes(StandardCharsets.ISO_8859_1));
    SocketChannel server = channel;
    while (server != null && line.hasRemaining()) {
      server.write(line);
    }
    if (settings.control.isEmpty()) {
      return;
    }
    try {
      Address control = settings.control.get();
      String answer = new ControlClient(control.socketAddress(), ANSWER_TIMEOUT).ask("free");
      int free = Integer.parseInt(answer.strip());
      tell(new Cause.Asked(free), known(free > 0 ? Level.SOME_FREE : Level.NONE_FREE));
    } catch (IOException | NumberFormatException failure) {
      tell(new Cause.AskedInVain(String.valueOf(failure.getMessage())), lastKnowledge());
    }
  }

  private static Knowledge known(Level level) {
    return new Knowledge.Known(
        level, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  }

  private Knowledge lastKnowledge() {
    Knowledge last = knowledge;
    for (Update each : updates) {
      last = each.knowledge();
    }
    return last;
  }

  private void lose(String why) {
    disconnect();
    tell(new Cause.Lost(why, retryIn()), new Knowledge.Unknown(why));
  }

  private Duration retryIn() {
    failures++;
    Duration wait = settings.reconnect.waitAfter(failures, ThreadLocalRandom.current());
    tryAtNanos = wait.isZero() ? Long.MAX_VALUE : System.nanoTime() + wait.toNanos();
    return wait;
  }

  private void tell(Cause cause, Knowledge now) {
    boolean signOfLife = cause instanceof Cause.Told || cause instanceof Cause.Asked;
    updates.add(new Update(cause, now, signOfLife, System.nanoTime()));
  }

  private void disconnect() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException alreadyGone) {
        // Nothing is left to be closed.
      }
      channel = null;
    }
  }

  private void release() {
    disconnect();
    try {
      selector.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be closed.
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

  /** Hands each update to the handler, on this thread, until closed or interrupted. */
  public void run(Consumer<Update> handler) {
    for (Update each : this) {
      handler.accept(each);
    }
  }

  /** Returns what was known with the update that was taken last; any thread may ask. */
  public Knowledge knowledge() {
    return knowledge;
  }

  /** Returns whether it was closed, be it by its policy after a loss. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends the connection and wakes who waits; does nothing a second time. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}

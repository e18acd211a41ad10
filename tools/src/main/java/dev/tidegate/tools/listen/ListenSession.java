package dev.tidegate.tools.listen;

import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.Update;
import dev.tidegate.tools.options.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listens to all sources, a thread each, until it is over; what comes is told and acted upon. */
final class ListenSession {
  /** Why it is over. */
  enum End {
    /** What was waited for has come. */
    CAME,
    /** Nobody reads any more what is printed. */
    NO_READER,
    /** It cannot be printed. */
    NO_OUTPUT,
    /** The time is over. */
    TIMED_OUT,
    /** A signal has come. */
    TOLD,
    /** It has a fault. */
    BROKEN
  }

  private static final Duration WAIT = Duration.ofMinutes(1);

  private final Selection printed;
  private final boolean once;
  private final boolean quiet;
  private final boolean byServiceable;
  private final Output output;
  private final boolean readerMayGo;
  private final Rules rules;
  private final Optional<Posting> posting;
  private final Log log;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final List<NotifyListener> listeners = new ArrayList<>();

  /**
   * @param printed what is printed and, with {@code once}, waited for
   * @param readerMayGo whether a failure to print means that the reader has gone
   */
  ListenSession(
      Selection printed,
      boolean once,
      boolean quiet,
      boolean byServiceable,
      Output output,
      boolean readerMayGo,
      Rules rules,
      Optional<Posting> posting,
      Log log) {
    this.printed = printed;
    this.once = once;
    this.quiet = quiet;
    this.byServiceable = byServiceable;
    this.output = output;
    this.readerMayGo = readerMayGo;
    this.rules = rules;
    this.posting = posting;
    this.log = log;
  }

  /** Prints what stands above all events, on a thread of its own: the reader may be slow. */
  void begin() {
    if (!quiet) {
      Thread.ofPlatform().daemon().name("heading").start(this::printHeading);
    }
  }

  private void printHeading() {
    try {
      output.begin();
    } catch (IOException failure) {
      noOutput(failure);
    }
  }

  /** Listens on a thread of its own from now on. */
  void add(Source source, NotifyListener listener) {
    listeners.add(listener);
    Thread.ofPlatform().daemon().name(source.name()).start(() -> listen(source, listener));
  }

  private void listen(Source source, NotifyListener listener) {
    HostView view = new HostView(source.name(), byServiceable);
    try {
      while (!end.isDone()) {
        var update = listener.next(WAIT);
        if (update.isPresent()) {
          take(source, view, update.get());
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error fault) {
      // A thread that ended in silence would look like a pool in which nothing happens.
      log.say("this should not happen: " + fault);
      fault.printStackTrace();
      end.complete(End.BROKEN);
    }
  }

  private void take(Source source, HostView view, Update update) {
    List<ListenerEvent> events = view.take(update, Instant.now());
    events.forEach(rules::offer);
    posting.ifPresent(to -> events.forEach(event -> to.offer(event, source.address())));
    List<ListenerEvent> wanted = new ArrayList<>();
    boolean last = false;
    for (ListenerEvent event : events) {
      if (!last && isWanted(event)) {
        wanted.add(event);
        last = once && event.isOccasion() && printed.has(event.type());
      }
    }
    try {
      boolean first = output.print(quiet ? List.of() : wanted, last);
      if (last && first) {
        end.complete(End.CAME);
      }
    } catch (IOException failure) {
      noOutput(failure);
    }
  }

  private boolean isWanted(ListenerEvent event) {
    return event.type().message().isEmpty() || printed.has(event.type());
  }

  private void noOutput(IOException failure) {
    End how = readerMayGo ? End.NO_READER : End.NO_OUTPUT;
    if (end.complete(how) && how == End.NO_OUTPUT) {
      log.say("cannot write to standard output: " + failure.getMessage());
    }
  }

  /** Ends it; returns false if it was over before. */
  boolean end(End how) {
    return end.complete(how);
  }

  /**
   * Waits until it is over.
   *
   * @param timeout zero for ever
   */
  End await(Duration timeout) throws InterruptedException {
    try {
      return timeout.isZero() ? end.get() : end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      end.complete(End.TIMED_OUT);
      return end.join();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Leaves the multiplexors, and gives commands the time that the end allows. */
  void close() throws InterruptedException {
    listeners.forEach(NotifyListener::close);
    switch (end.join()) {
      case CAME, TIMED_OUT -> rules.finish();
      case NO_READER, NO_OUTPUT, TOLD, BROKEN -> rules.stop();
    }
    posting.ifPresent(Posting::close);
  }
}

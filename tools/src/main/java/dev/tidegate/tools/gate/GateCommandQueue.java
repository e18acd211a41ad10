package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Takes orders from any thread and hands them to the gate's; at most 64 wait. */
final class GateCommandQueue {
  private static final int MOST_WAITING = 64;
  private static final long LONGEST_HOLD_DAYS = 365;

  private final BlockingQueue<GateCommand> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Duration patience;
  private volatile Optional<String> end = Optional.empty();

  /**
   * @param patience a gate that takes longer to answer hangs
   */
  GateCommandQueue(Duration patience) {
    this.patience = patience;
  }

  /** Wants the gate to end. */
  void end(String why) {
    end = Optional.of(why);
  }

  /** Returns why the gate is to end; empty as long as it is not. */
  Optional<String> ending() {
    return end;
  }

  /** Returns an order that waits; empty if none does. */
  Optional<GateCommand> next() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Gives the order that a line says and waits for its answer; any thread may. */
  String answer(String line) {
    Function<CompletableFuture<String>, GateCommand> order;
    if (line.equals("status")) {
      order = GateCommand.Status::new;
    } else if (line.equals("resume")) {
      order = GateCommand.Resume::new;
    } else if (line.equals("hold-open")) {
      order = answer -> new GateCommand.HoldOpen(Optional.empty(), answer);
    } else if (line.startsWith("hold-open ")) {
      Duration time;
      try {
        time = holdTime(GateText.time(line.substring("hold-open ".length())));
      } catch (IllegalArgumentException e) {
        return "error: " + e.getMessage() + "\n";
      }
      order = answer -> new GateCommand.HoldOpen(Optional.of(time), answer);
    } else {
      return "error: there is status, hold-open, hold-open TIME and resume\n";
    }
    return given(order.apply(new CompletableFuture<>()));
  }

  /**
   * Returns the line that has the gate held open, for this time or until it is told to resume.
   *
   * @throws IllegalArgumentException with a sentence, if the time is too long
   */
  static String holdOpen(Optional<Duration> time) {
    if (time.isEmpty()) {
      return "hold-open";
    }
    long millis = holdTime(time.get()).toMillis();
    // In milliseconds alone two weeks would have more digits than a time may have.
    return "hold-open " + (millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms");
  }

  private static Duration holdTime(Duration time) {
    if (time.compareTo(Duration.ofDays(LONGEST_HOLD_DAYS)) > 0) {
      throw new IllegalArgumentException(
          "a gate is held open for %d days at most; without a time it stays open until 'resume'"
              .formatted(LONGEST_HOLD_DAYS));
    }
    return time;
  }

  private String given(GateCommand order) {
    if (!waiting.offer(order)) {
      return "error: " + MOST_WAITING + " orders wait already; the gate does not get on\n";
    }
    try {
      return order.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return "error: the gate has not answered for %s: it hangs, and what it has closed opens by itself when its lease ends; restart it\n"
          .formatted(GateText.of(patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "error: the gate ends\n";
    } catch (ExecutionException e) {
      return "error: " + e.getCause() + "\n";
    }
  }
}

package dev.tidegate.tools.gate;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints lines without ever making the gate wait for who reads them: what does not fit into a
 * bounded queue is counted, and told when there is room again.
 */
final class AsyncPrinter {
  private static final int MOST_LINES = 1_000;
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(1);

  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(MOST_LINES);
  private final AtomicLong lost = new AtomicLong();
  private final PrintStream out;
  private final PrintStream err;
  private final Thread printer;

  private sealed interface Line {}

  private record Said(String text) implements Line {}

  private record Complained(String text) implements Line {}

  private record End() implements Line {}

  /** Begins to print on these. */
  AsyncPrinter(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    printer = Thread.ofPlatform().daemon().name("announcer").start(this::print);
  }

  /** Prints a line on stdout. */
  void say(String text) {
    offer(new Said(text));
  }

  /** Prints a line on stderr, after the program's name. */
  void complain(String text) {
    offer(new Complained("tidegate gate: " + text));
  }

  private void offer(Line line) {
    if (!lines.offer(line)) {
      lost.incrementAndGet();
    }
  }

  private void print() {
    try {
      while (true) {
        switch (lines.take()) {
          case Said said -> out.println(said.text);
          case Complained complained -> err.println(complained.text);
          case End end -> {
            tellLost();
            out.flush();
            err.flush();
            return;
          }
        }
        if (lines.isEmpty()) {
          tellLost();
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that, and what is not printed is no loss for the port.
    }
  }

  private void tellLost() {
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      err.println("tidegate gate: " + missing + " lines could not be printed in time");
    }
  }

  /** Prints what waits, for two seconds at most. */
  void finish() {
    try {
      if (lines.offer(new End(), PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
        printer.join(PATIENCE_AT_THE_END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

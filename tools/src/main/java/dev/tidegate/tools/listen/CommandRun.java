package dev.tidegate.tools.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** One run of a command, from its start to the end of its last process or of its time. */
final class CommandRun {
  /** How much of what a run prints is passed on. */
  private static final int MAX_LINES = 500;

  private static final int MAX_LINE_CHARS = 900;
  private static final int LOOK_BYTES = 1 << 20;
  private static final long LOOK_MILLIS = 50;
  private static final File NOTHING = new File("/dev/null");
  private static final AtomicLong RUNS = new AtomicLong();

  private final Rule rule;
  private final Log log;
  private final StringBuilder line = new StringBuilder();
  private final byte[] piece = new byte[8_192];
  private int lines;
  private long printedBytes;

  private CommandRun(Rule rule, Log log) {
    this.rule = rule;
    this.log = log;
  }

  /**
   * Runs the command of a rule for an event, and tells how it ended if it did not end well.
   *
   * @param endByNanos by {@link System#nanoTime}, when it is to be ended; may come nearer meanwhile
   * @param verbose whether to tell of a good end too
   */
  static void run(Rule rule, Backlog.Turn turn, LongSupplier endByNanos, boolean verbose, Log log)
      throws InterruptedException {
    new CommandRun(rule, log).run(turn, endByNanos, verbose);
  }

  private void run(Backlog.Turn turn, LongSupplier endByNanos, boolean verbose)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    String run = ProcessHandle.current().pid() + "." + startNanos + "." + RUNS.incrementAndGet();
    ProcessBuilder builder =
        new ProcessBuilder(rule.words())
            .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
            .redirectErrorStream(true);
    CommandEnvironment.set(builder.environment(), turn, run);
    try {
      Process process = builder.start();
      try (InputStream output = process.getInputStream()) {
        boolean ended = follow(process, output, endByNanos);
        int left = ended ? 0 : new ProcessTree(process.toHandle(), run).end();
        endLine();
        tell(process, ended, left, Duration.ofNanos(System.nanoTime() - startNanos), verbose);
      }
    } catch (IOException failure) {
      log.say("--on " + rule.name() + ": cannot run " + rule.label() + ": " + failure.getMessage());
    }
  }

  /**
   * Passes on what is printed until the process ends; what a process prints that was left behind is
   * not waited for.
   *
   * @return false if the time is over before
   */
  private boolean follow(Process process, InputStream output, LongSupplier endByNanos)
      throws IOException, InterruptedException {
    while (true) {
      boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      pass(output);
      if (ended) {
        return true;
      }
      if (System.nanoTime() - endByNanos.getAsLong() > 0) {
        return false;
      }
    }
  }

  private void pass(InputStream output) throws IOException {
    int passed = 0;
    for (int there = output.available(); there > 0 && passed < LOOK_BYTES; ) {
      int bytes = output.read(piece, 0, Math.min(piece.length, there));
      passed += bytes;
      printedBytes += bytes;
      append(new String(piece, 0, bytes, ISO_8859_1));
      there = output.available();
    }
  }

  private void append(String text) {
    for (int at = 0; at < text.length() && lines < MAX_LINES; at++) {
      char each = text.charAt(at);
      if (each == '\n' || line.length() == MAX_LINE_CHARS) {
        endLine();
      }
      if (each != '\n') {
        line.append(each);
      }
    }
  }

  private void endLine() {
    if (!line.isEmpty()) {
      lines++;
      log.say(rule.label() + ": " + line);
      line.setLength(0);
    }
  }

  private void tell(Process process, boolean ended, int left, Duration time, boolean verbose) {
    String what = "--on " + rule.name() + ": " + rule.label();
    if (lines == MAX_LINES) {
      log.say(what + " printed more than is passed on, " + printedBytes + " bytes");
    }
    if (!ended) {
      log.say(
          what
              + " was ended after "
              + Durations.words(time)
              + (left > 0 ? "; " + left + " of its processes could not be killed" : ""));
    } else if (process.exitValue() != 0 || verbose) {
      log.say(what + " ended with status " + process.exitValue());
    }
  }
}

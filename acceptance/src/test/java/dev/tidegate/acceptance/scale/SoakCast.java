package dev.tidegate.acceptance.scale;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Who does what to the multiplexor during a soak, each over and over on a thread of its own. */
final class SoakCast {
  static final int SLOTS = 8;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);
  private static final int SAMPLES_PER_LINE = 60;
  private static final int QUESTIONS_PER_SAMPLE = 9;

  private static final Set<String> REFUSALS =
      Set.of(
          "error: No free workers\n",
          "error: Unable to activate worker\n",
          "error: Queued request timed out\n");

  private static final String DIED = "ERR No response from worker\n";
  private static final String[] QUESTIONS = {
    "status",
    "workers",
    "busyworkers",
    "workerinfo 0",
    "load",
    "load-relayok",
    "load1 60",
    "hload",
    "histo",
    "msgs",
    "help",
    "version",
    "autoscale"
  };

  /** One thing that somebody does; {@code round} counts from 0. */
  private interface Deed {
    void run(int round) throws Exception;
  }

  private final ProgramUnderTest subject;
  private final SoakSamples samples;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;

  SoakCast(ProgramUnderTest subject, SoakSamples samples) {
    this.subject = subject;
    this.samples = samples;
  }

  /** Returns when the time is over and everybody has left; fails at the first wrong answer. */
  void playFor(Duration duration) throws Exception {
    List<Thread> cast = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "scanner" + i;
      cast.add(actor(10, round -> ask("scan " + name + "-" + round + " /x nap=" + round % 20)));
    }
    for (int i = 0; i < 2; i++) {
      String name = "relay" + i;
      cast.add(actor(10, round -> ask("relayok " + name + "-" + round + " 192.0.2.1 tell")));
    }
    cast.add(actor(500, round -> ask("senderok <s@x> warn " + round)));
    cast.add(actor(200, this::map));
    cast.add(actor(1_500, round -> fate("scan doomed" + round + " die", "died of a signal")));
    cast.add(actor(2_500, round -> fate("scan doomed" + round + " exit", "exited")));
    cast.add(actor(7_000, round -> fate("scan stuck" + round + " hang", "hung")));
    cast.add(actor(300, this::leave));
    cast.add(actor(700, this::listenAWhile));
    cast.add(actor(100, this::question));
    cast.add(actor(9_000, round -> reread(round)));
    cast.add(actor(2_000, this::killSomeWorker));
    long endNanos = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - endNanos < 0 && failures.isEmpty()) {
      sample();
      LockSupport.parkNanos(BETWEEN_SAMPLES.toNanos());
    }
    isOver = true;
    for (Thread each : cast) {
      each.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("somebody was served wrongly\n" + tail(), failures.peek());
    }
  }

  private String tail() {
    List<String> lines = subject.output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private Thread actor(long pauseMillis, Deed deed) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int round = 0; !isOver; round++) {
                  deed.run(round);
                  rest(pauseMillis);
                }
              } catch (Exception | AssertionError wrong) {
                failures.add(wrong);
              }
            });
  }

  private void rest(long millis) {
    long endNanos = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    while (!isOver && System.nanoTime() - endNanos < 0) {
      LockSupport.parkNanos(Math.min(endNanos - System.nanoTime(), 100_000_000));
    }
  }

  /** A worker may be killed at any moment, or be told to go. */
  private void ask(String line) {
    String answer = answerTo(line);
    if (answer.equals("ok " + line + "\n")) {
      samples.count("answered");
    } else if (REFUSALS.contains(answer)) {
      samples.count("refused");
    } else if (answer.equals(DIED)) {
      samples.count("lost with a worker");
    } else {
      throw new AssertionError(line + ": " + answer);
    }
  }

  private void fate(String line, String outcome) {
    String answer = answerTo(line);
    if (answer.equals(DIED) || answer.startsWith("ERR Filter timed out - ")) {
      samples.count(outcome);
    } else if (REFUSALS.contains(answer)) {
      samples.count("refused");
    } else {
      throw new AssertionError(line + ": " + answer);
    }
  }

  private String answerTo(String line) {
    try (Wire wire = subject.request(line)) {
      return wire.rest(PATIENCE);
    }
  }

  private void map(int round) {
    try (Wire wire = subject.map()) {
      for (int i = 0; i < 3; i++) {
        String key = "key" + round + "-" + i;
        wire.send(6 + key.length() + ":names " + key + ",");
      }
      for (int i = 0; i < 3; i++) {
        String answer = wire.netstring();
        if (answer.equals("ok map names key" + round + "-" + i)) {
          samples.count("mapped");
        } else if (answer.startsWith("TEMP ")) {
          samples.count("map refused");
        } else {
          throw new AssertionError("map " + round + "-" + i + ": " + answer);
        }
      }
    }
  }

  private void leave(int round) {
    Wire wire = subject.request("scan gone" + round + " nap=50");
    if (round % 2 == 0) {
      rest(20);
    }
    wire.close();
    samples.count("left before the answer");
  }

  private void listenAWhile(int round) {
    try (Wire wire = subject.listener()) {
      if (!wire.line().equals("*OK")) {
        throw new AssertionError("not taken as a listener");
      }
      wire.send(round % 2 == 0 ? "?YZF\n" : "?*\n");
      rest(new Random(round).nextInt(2_000));
      for (int i = 0; i < 50; i++) {
        Optional<String> line = wire.line(Duration.ofMillis(100));
        if (line.isPresent() && line.get().startsWith("*")) {
          throw new AssertionError("a listener of two seconds was told " + line.get());
        }
      }
    }
    samples.count("listened for a while");
  }

  private void question(int round) {
    String question = QUESTIONS[round % QUESTIONS.length];
    try (Wire wire = round % 2 == 0 ? subject.command() : subject.unprivileged()) {
      String answer = wire.send(question + "\n").rest();
      boolean privileged = round % 2 != 0 && question.equals("autoscale");
      boolean missing = answer.isEmpty() && !question.startsWith("busy");
      if (missing || answer.startsWith("error") != privileged) {
        throw new AssertionError(question + ": " + answer);
      }
    }
    samples.count("questions");
  }

  private void reread(int round) {
    switch (round % 3) {
      case 0 -> subject.signal("INT");
      case 1 -> subject.signal("HUP");
      default -> {
        String answer = subject.ask("reread");
        if (!answer.equals("Forced reread of filter rules\n")) {
          throw new AssertionError("reread: " + answer);
        }
      }
    }
    samples.count("rereads and reopened statistics");
  }

  private void killSomeWorker(int round) {
    List<Long> workers = subject.workerPids();
    if (!workers.isEmpty()) {
      long pid = workers.get(new Random(round).nextInt(workers.size()));
      // It may have ended meanwhile.
      var _ = Outcome.of(List.of("kill", "-KILL", Long.toString(pid)), "");
      samples.count("workers killed from outside");
    }
  }

  private void sample() {
    long[] micros = new long[QUESTIONS_PER_SAMPLE];
    for (int i = 0; i < QUESTIONS_PER_SAMPLE; i++) {
      long startNanos = System.nanoTime();
      int free = subject.free();
      micros[i] = (System.nanoTime() - startNanos) / 1_000;
      if (free < 0 || free > SLOTS) {
        throw new AssertionError("free: " + free);
      }
    }
    Arrays.sort(micros);
    samples.add(
        new SoakSamples.Sample(
            subject.residentKib(),
            subject.openDescriptors(),
            (int) subject.handle().children().count(),
            subject.processorTime().toMillis(),
            micros[QUESTIONS_PER_SAMPLE / 2]));
    samples.tell(SAMPLES_PER_LINE);
  }
}

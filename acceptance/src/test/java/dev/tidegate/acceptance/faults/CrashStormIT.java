package dev.tidegate.acceptance.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Workers killed at random under load. */
final class CrashStormIT {

  private static final Duration STORM = Duration.ofSeconds(20);
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(50);
  private static final int CLIENTS = 16;

  /** Notes each request before it works on it, so that one given twice is seen. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      open(my $seen, '>>', 'seen');
      while (<STDIN>) {
        syswrite($seen, $_);
        select(undef, undef, undef, 0.01);
        print "ok $_";
      }
      """;

  private static final Set<String> FAILURES =
      Set.of(
          "ERR No response from worker\n",
          "error: Error talking to worker process\n",
          "error: No free workers\n",
          "error: Unable to activate worker\n",
          "error: Queued request timed out\n");

  @Test
  void everyRequestIsAnsweredOnceAndNoneIsWorkedOnTwice() throws Exception {
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, WORKER, "-x", "10", "-q", "100")) {
      Map<String, String> answers = storm(subject);

      answers.forEach(
          (request, answer) -> {
            if (!FAILURES.contains(answer)) {
              assertThat(answer).as(request).isEqualTo("ok " + request + "\n");
            }
          });
      Map<String, Long> worked =
          Files.readString(subject.spool().resolve("seen"), ISO_8859_1)
              .lines()
              .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
      assertThat(worked).allSatisfy((request, times) -> assertThat(times).isEqualTo(1));
      long succeeded = answers.values().stream().filter(a -> a.startsWith("ok ")).count();
      assertThat(succeeded).isGreaterThan(answers.size() / 2);
      Until.holds("all slots are free again", () -> subject.free() == 10);
    }
  }

  /** Every request with its whole answer. */
  private static Map<String, String> storm(ProgramUnderTest subject) throws Exception {
    Map<String, String> answers = new ConcurrentHashMap<>();
    long endNanos = System.nanoTime() + STORM.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "c" + client;
        clients.add(threads.submit(() -> requestUntil(endNanos, name, subject, answers)));
      }
      killUntil(endNanos, subject);
      for (Future<?> client : clients) {
        client.get();
      }
    }
    return answers;
  }

  private static void requestUntil(
      long endNanos, String name, ProgramUnderTest subject, Map<String, String> answers) {
    for (int i = 0; System.nanoTime() - endNanos < 0; i++) {
      String request = "scan " + name + "-" + i + " /nowhere";
      try (Wire wire = subject.request(request)) {
        answers.put(request, wire.rest(Duration.ofMinutes(2)));
      }
    }
  }

  private static void killUntil(long endNanos, ProgramUnderTest subject) {
    Random random = new Random(7);
    while (System.nanoTime() - endNanos < 0) {
      List<ProcessHandle> workers = subject.handle().children().toList();
      if (!workers.isEmpty()) {
        workers.get(random.nextInt(workers.size())).destroyForcibly();
      }
      LockSupport.parkNanos(BETWEEN_KILLS.toNanos());
    }
  }
}

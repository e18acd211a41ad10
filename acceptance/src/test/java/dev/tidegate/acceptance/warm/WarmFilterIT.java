package dev.tidegate.acceptance.warm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Debian's mimedefang.pl and others with {@code -E}: who forks whom, and what if that fails. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class WarmFilterIT {

  private static final String PIDS = "relayok 192.0.2.1 pids 25 192.0.2.2 25 q1";

  @Test
  void relayChecksAndScansAreAnsweredByForkedWorkers() throws IOException {
    try (FilterHost host = FilterHost.start("-E", "-x", "2", "-m", "1")) {
      ProgramUnderTest subject = host.subject();
      long parent = host.awaitWarmParent();
      // The rules note which process has loaded them.
      String answer = FilterHost.generation(subject.ask(PIDS));
      assertThat(answer).startsWith(parent + "-");
      long worker = Long.parseLong(answer.substring(answer.indexOf('-') + 1));
      assertThat(subject.workerPids()).containsExactly(worker);
      assertThat(subject.handle().children().map(ProcessHandle::pid))
          .containsExactlyInAnyOrder(parent, worker);
      assertThat(Files.readString(Path.of("/proc/" + worker + "/comm")).strip())
          .isEqualTo("mimedefang.pl");

      Path message = message(subject.spool());
      assertThat(subject.ask("scan q1 " + message)).isEqualTo("ok\n");
      assertThat(Files.readString(message.resolve("RESULTS"))).contains("F\n");
      assertThat(subject.workerPids()).containsExactly(worker);
    }
  }

  /** A message as mimedefang leaves it for a scan. */
  private static Path message(Path spool) throws IOException {
    Path folder = Files.createDirectory(spool.resolve("mdefang-q1"));
    Files.writeString(
        folder.resolve("INPUTMSG"), "From: a@example.org\nSubject: hello\n\nhello\n", ISO_8859_1);
    Files.writeString(
        folder.resolve("COMMANDS"),
        "S<a@example.org>\ns<a@example.org>\nR<b@example.org> mx host ?\nQq1\nF\n",
        ISO_8859_1);
    if (Requirements.isRoot()) {
      Outcome.of(List.of("chown", "-R", "defang", folder.toString())).succeeded();
    }
    return folder;
  }

  @Test
  void brokenFirstLoadIsTriedThreeTimesThenWorkersStartOneByOne() throws IOException {
    String rules =
        """
        die "no warm parent for these rules\\n" if defined &Tidegate::WarmParent::serve;
        sub filter_begin { }
        sub filter { return action_accept(); }
        sub filter_end { }
        sub filter_relay { return ('CONTINUE', 'cold'); }
        1;
        """;
    try (FilterHost host = FilterHost.startWithRules(rules, "-E", "-x", "2", "-m", "0")) {
      // It waits for the loads, which fail, and is then given to a worker.
      assertThat(host.answeringGeneration()).isEqualTo("cold");
      assertThat(host.warmParent().get("state").getAsString()).isEqualTo("failed");
      assertThat(host.log("Loading the filter in a warm parent")).hasSize(3);
      assertThat(host.log("workers are started one by one until it loads"))
          .singleElement()
          .asString()
          .contains("no warm parent for these rules");

      host.writeRules("two");
      host.reread();
      host.awaitGeneration("two");
      host.awaitWarmParent();
    }
  }

  @Test
  void programThatIsNoWarmParentIsStartedOneByOne() {
    String shell =
        """
        #!/bin/sh
        while read -r line; do echo "ok $line"; done
        """;
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, shell, "-E", "-l", "-x", "2", "-m", "0")) {
      assertThat(subject.ask("scan q1 /nowhere")).isEqualTo("ok scan q1 /nowhere\n");
      assertThat(subject.ask("reread")).isEqualTo("Forced reread of filter rules\n");
      Until.holds("it is loaded anew", () -> subject.output().contains("generation 1 begins"));
      assertThat(subject.ask("scan q2 /nowhere")).isEqualTo("ok scan q2 /nowhere\n");
      assertThat(subject.output().lines().filter(line -> line.contains("Option -E")))
          .singleElement()
          .asString()
          .contains("Option -E has no effect: ");
    }
  }

  @Test
  void terminationEndsTheWarmParentAndEveryWorker() {
    try (FilterHost host = FilterHost.start("-E", "-x", "3", "-m", "3", "-w", "1")) {
      Until.holds("all run", () -> host.subject().states().equals("III"));
      host.awaitWarmParent();
      List<ProcessHandle> all = host.subject().handle().children().toList();
      assertThat(all).hasSize(4);
      assertThat(host.subject().stop(Duration.ofMinutes(1))).isZero();
      assertThat(all).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void manyForksLeaveNothingBehind() throws Exception {
    // Each worker is given a single request.
    try (FilterHost host =
        FilterHost.startSmall("-E", "-x", "8", "-m", "0", "-r", "1", "-q", "128")) {
      long parent = host.awaitWarmParent();
      ProcessFigures daemonBefore = afterForks(host, 300, host.subject().handle().pid());
      ProcessFigures parentBefore = ProcessFigures.of(parent);

      ProcessFigures daemonAfter =
          afterForks(host, Requirements.isFull() ? 10_300 : 2_300, host.subject().handle().pid());

      ProcessFigures parentAfter = ProcessFigures.of(parent);
      assertThat(daemonAfter.descriptors()).isLessThanOrEqualTo(daemonBefore.descriptors());
      assertThat(daemonAfter.residentKib() - daemonBefore.residentKib()).isLessThan(24 * 1024);
      assertThat(parentAfter.descriptors()).isEqualTo(parentBefore.descriptors());
      assertThat(parentAfter.residentKib() - parentBefore.residentKib()).isLessThan(1024);
    }
  }

  /** The figures of a process once so many workers were forked and all of them are gone. */
  private static ProcessFigures afterForks(FilterHost host, int forks, long pid) throws Exception {
    while (host.requestStarts() < forks) {
      answerAll(host, 4, 25);
    }
    Until.holds(
        "only the warm parent is left",
        () -> host.subject().handle().children().count() == 1 && host.subject().free() == 8);
    return ProcessFigures.of(pid);
  }

  private static void answerAll(FilterHost host, int clients, int each) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    assertThat(host.answeringGeneration()).isEqualTo("one");
                  }
                }));
      }
      for (Future<?> client : all) {
        client.get();
      }
    }
  }

  private record ProcessFigures(int descriptors, long residentKib) {
    static ProcessFigures of(long pid) throws IOException {
      try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"));
          Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"), ISO_8859_1)) {
        return new ProcessFigures(
            (int) open.count(),
            status
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.valueOf(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow());
      }
    }
  }
}

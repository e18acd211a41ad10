package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Thousands of workers, clients, listeners and idle connections at once. */
@Order(2)
final class ScaleIT {
  private static final int WORKERS = 2_000;
  private static final int LISTENERS = 1_000;
  private static final int IDLE = 1_000;

  /** 4 a worker, and every connection. */
  private static final int DESCRIPTORS = 16_000;

  private static final int PER_WORKER = 4;

  /**
   * For each worker: started, busy, one fewer free, its tag, idle, one more free; but one had been
   * started before. Besides that none was free, and that some were.
   */
  private static final long MESSAGES = 6L * WORKERS - 1 + 2;

  private static final long MOST_RESIDENT_KIB = 220 * 1024;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Costs as little as a worker can; two thousand Perls would want gigabytes. */
  static final String WORKER =
      """
      #!/bin/sh
      while IFS= read -r line; do
        case $line in *hold) : <gate ;; esac
        printf '%s\\n' "ok $line"
      done
      """;

  private static final Crowd.Ear NOBODY = ByteBuffer::clear;

  @Test
  void everyOneIsServedAndToldTheTruthAndNothingIsLeft() {
    Requirements.descriptors(DESCRIPTORS);
    List<Long> workers;
    Path spool;
    try (ProgramUnderTest subject =
            ProgramUnderTest.startWithWorker(
                Program.OURS,
                WORKER,
                "-x",
                String.valueOf(WORKERS),
                "-b",
                "600",
                "-c",
                "300",
                "--unprivileged-clients=1100",
                "--listeners=2100");
        Crowd idle = new Crowd();
        Crowd listeners = new Crowd();
        Crowd clients = new Crowd()) {
      int ownDescriptors = subject.openDescriptors() - PER_WORKER * subject.workerPids().size();
      spool = subject.spool();
      beIdle(idle, spool);
      List<Tally> tallies = listen(listeners, subject);
      List<Answer> answers = ask(clients, subject);
      Until.holds("all are busy", PATIENCE, () -> subject.free() == 0, subject::output);
      workers = allAreBusy(subject);
      subject.gate().open();
      eachHasItsOwnAnswer(answers);
      subject.gate().shut();
      assertThat(subject.free()).isEqualTo(WORKERS);
      assertThat(subject.states()).isEqualTo("I".repeat(WORKERS));
      eachWasToldTheTruth(tallies);
      assertThat(subject.residentKib()).isLessThan(MOST_RESIDENT_KIB);
      idle.leave();
      listeners.leave();
      clients.leave();
      Until.holds(
          "descriptors are given back",
          () -> subject.openDescriptors() <= ownDescriptors + PER_WORKER * WORKERS);
      assertThat(subject.stop(Duration.ofSeconds(40))).isZero();
      for (String socket : List.of("mx.sock", "any.sock", "map.sock", "notify.sock")) {
        assertThat(Files.exists(spool.resolve(socket))).as(socket).isFalse();
      }
    }
    assertThat(workers).noneMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
  }

  private static void beIdle(Crowd crowd, Path spool) {
    for (String socket : List.of("mx.sock", "any.sock", "map.sock", "notify.sock")) {
      for (int i = 0; i < IDLE; i++) {
        crowd.join(spool.resolve(socket), "", NOBODY);
      }
    }
  }

  /** Returns once each has been told something, and nothing more is on its way. */
  private static List<Tally> listen(Crowd crowd, ProgramUnderTest subject) {
    List<Tally> tallies = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      Tally tally = new Tally(WORKERS);
      tallies.add(tally);
      crowd.join(subject.spool().resolve("notify.sock"), "?*\n", tally);
    }
    Until.holds(
        "all listen",
        () -> {
          subject.ask("scan q0 /nowhere");
          return tallies.stream().allMatch(tally -> tally.messages() > 1);
        });
    untilQuiet(tallies);
    tallies.forEach(Tally::restart);
    return tallies;
  }

  private static void untilQuiet(List<Tally> tallies) {
    long[] before = {-1, 0};
    Until.holds(
        "all is told",
        PATIENCE,
        () -> {
          long told = tallies.stream().mapToLong(Tally::messages).sum();
          before[1] = told == before[0] ? before[1] + 1 : 0;
          before[0] = told;
          return before[1] > 50;
        },
        () -> before[0] + " messages");
  }

  private static List<Answer> ask(Crowd crowd, ProgramUnderTest subject) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Answer answer = new Answer("scan q" + i + " hold");
      answers.add(answer);
      crowd.join(subject.commandSocket(), answer.request() + "\n", answer);
    }
    return answers;
  }

  private static List<Long> allAreBusy(ProgramUnderTest subject) {
    assertThat(subject.states()).isEqualTo("B".repeat(WORKERS));
    Set<String> tags =
        subject.ask("busyworkers").lines().map(ScaleIT::tagOf).collect(Collectors.toSet());
    assertThat(tags)
        .isEqualTo(
            IntStream.range(0, WORKERS)
                .mapToObj(i -> "scan q" + i)
                .collect(Collectors.toCollection(HashSet::new)));
    List<Long> pids = subject.workerPids();
    assertThat(pids).doesNotHaveDuplicates().hasSize(WORKERS);
    return pids;
  }

  private static String tagOf(String workerLine) {
    return workerLine.substring(workerLine.indexOf('(') + 1, workerLine.length() - 1);
  }

  private static void eachHasItsOwnAnswer(List<Answer> answers) {
    Until.holds(
        "all are answered",
        PATIENCE,
        () -> answers.stream().allMatch(Answer::isOver),
        () -> answers.stream().filter(answer -> !answer.isOver()).count() + " are not");
    for (Answer answer : answers) {
      assertThat(answer.text()).isEqualTo("ok " + answer.request() + "\n");
    }
  }

  /** Those who missed nothing heard the same; the others know it; all have the same picture. */
  private static void eachWasToldTheTruth(List<Tally> tallies) {
    untilQuiet(tallies);
    Set<Long> complete = new HashSet<>();
    for (Tally tally : tallies) {
      assertThat(tally.hasEnded()).isFalse();
      assertThat(tally.states()).isEqualTo("I".repeat(WORKERS));
      assertThat(tally.freeAndLevel()).isEqualTo(WORKERS + " Y");
      if (tally.dropped() == 0) {
        complete.add(tally.checksum());
        assertThat(tally.messages()).isEqualTo(MESSAGES);
      }
    }
    assertThat(complete).hasSizeLessThanOrEqualTo(1);
  }
}

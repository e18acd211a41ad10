package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Workers that break the rules while they run; what they break must be theirs alone. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class MisbehavingWorkerIT {

  private static final String NO_RESPONSE = "ERR No response from worker\n";
  private static final String TIMED_OUT =
      "ERR Filter timed out - check filter rules or system load\n";
  private static final Duration PROMPT = Duration.ofSeconds(15);

  /** Does to its request what the request's second word says. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      use POSIX ();
      $| = 1;
      while (<STDIN>) {
        chomp;
        my ($class, $act) = split / /;
        my $line = "ok $_\\n";
        if ($act eq 'half-and-die') { syswrite(STDOUT, 'ok half'); exit 0; }
        if ($act eq 'half') { syswrite(STDOUT, 'ok half'); sleep 600; }
        if ($act eq 'endless') { 1 while syswrite(STDOUT, 'x' x 4096); sleep 600; }
        if ($act eq 'twice') { $line x= 2; }
        if ($act eq 'late') {
          print $line;
          sleep 1;
          print "late answer\\n";
          next;
        }
        if ($act eq 'close-stdout') { close(STDOUT); POSIX::close(1); sleep 600; }
        if ($act eq 'answer-and-close') { print $line; close(STDOUT); POSIX::close(1); sleep 600; }
        if ($act eq 'child') { if (fork == 0) { sleep 15; exit 0; } kill 9, $$; sleep 600; }
        if ($act eq 'noise') {
          print STDERR 'n' x 4096, $_ % 2 ? "\\n" : '' for 1 .. 5000;
          print STDERR "\\n" x 100000;
        }
        if ($act eq 'hang') { system('sleep', '600'); }
        print $line;
      }
      """;

  private static final String STUBBORN_WORKER =
      WORKER.replace("$| = 1;\n", "$| = 1;\n$SIG{TERM} = 'IGNORE';\n");

  private static ProgramUnderTest start(String... options) {
    return ProgramUnderTest.startWithWorker(Program.OURS, WORKER, options);
  }

  /** The answer to a request with that second word, and that nobody else waits meanwhile. */
  private static String answer(ProgramUnderTest subject, String act, Duration patience) {
    try (Wire request = subject.request("scan " + act + " /nowhere")) {
      othersAreServed(subject);
      return request.rest(patience);
    }
  }

  private static void othersAreServed(ProgramUnderTest subject) {
    try (Wire wire = subject.request("free")) {
      assertThat(wire.rest(PROMPT)).matches("\\d+\n");
    }
    try (Wire wire = subject.request("scan plain /nowhere")) {
      assertThat(wire.rest(PROMPT)).isEqualTo("ok scan plain /nowhere\n");
    }
  }

  private static void slotsComeBack(ProgramUnderTest subject) {
    Until.holds(
        "no slot is lost",
        Duration.ofSeconds(90),
        () -> subject.states().matches("[SI]*"),
        subject::states);
    othersAreServed(subject);
  }

  @Test
  void halfAnAnswerBeforeItsDeathIsNone() {
    try (ProgramUnderTest subject = start("-x", "4")) {
      assertThat(answer(subject, "half-and-die", PROMPT)).isEqualTo(NO_RESPONSE);
      slotsComeBack(subject);
    }
  }

  @Test
  void halfAnAnswerDelaysNobodyButItsClient() {
    try (ProgramUnderTest subject = start("-x", "4", "-b", "20")) {
      assertThat(answer(subject, "half", Duration.ofMinutes(1))).isEqualTo(TIMED_OUT);
      slotsComeBack(subject);
    }
  }

  @Test
  void endlessAnswerIsCutOffAtItsBound() {
    try (ProgramUnderTest subject = start("-x", "4")) {
      long before = subject.residentKib();
      assertThat(answer(subject, "endless", PROMPT)).isEqualTo(NO_RESPONSE);
      assertThat(subject.residentKib() - before).isLessThan(32 * 1024);
      slotsComeBack(subject);
    }
  }

  @Test
  void secondAnswerReachesNobody() {
    try (ProgramUnderTest subject = start("-x", "1", "-q", "10")) {
      assertThat(subject.ask("scan twice /nowhere")).isIn("ok scan twice /nowhere\n", NO_RESPONSE);
      answersAreTheirOwn(subject);
    }
  }

  @Test
  void lateAnswerReachesNobody() {
    try (ProgramUnderTest subject = start("-x", "1", "-q", "10");
        Wire listener = subject.listenerTo("?S")) {
      assertThat(subject.ask("scan late /nowhere")).isEqualTo("ok scan late /nowhere\n");
      // A line that comes once the next request has been handed over could not be told apart.
      Until.holds(
          "the worker is found out of step",
          () -> listener.line().equals("S 0 StateChange Idle -> Killed"));
      answersAreTheirOwn(subject);
    }
  }

  private static void answersAreTheirOwn(ProgramUnderTest subject) {
    for (int i = 0; i < 20; i++) {
      String next = "scan plain" + i + " /nowhere";
      assertThat(subject.ask(next)).isEqualTo("ok " + next + "\n");
    }
    slotsComeBack(subject);
  }

  @Test
  void workerThatClosesItsOutputIsReplaced() {
    try (ProgramUnderTest subject = start("-x", "4")) {
      assertThat(answer(subject, "close-stdout", PROMPT)).isEqualTo(NO_RESPONSE);
      slotsComeBack(subject);
    }
  }

  @Test
  void workerThatClosesItsOutputAfterItsAnswerGetsNoFurtherRequest() {
    try (ProgramUnderTest subject = start("-x", "1", "-q", "10")) {
      String act = "scan answer-and-close /nowhere";
      assertThat(subject.ask(act)).isEqualTo("ok " + act + "\n");
      Until.holds(
          "the next request is answered",
          () -> subject.ask("scan plain /nowhere").equals("ok scan plain /nowhere\n"));
      slotsComeBack(subject);
    }
  }

  @Test
  void deathIsSeenThoughAChildHoldsThePipes() {
    try (ProgramUnderTest subject = start("-x", "4")) {
      assertThat(answer(subject, "child", PROMPT)).isEqualTo(NO_RESPONSE);
      slotsComeBack(subject);
    }
  }

  @Test
  void floodOnStderrIsReadAndForgotten() {
    try (ProgramUnderTest subject = start("-x", "4", "-l")) {
      long before = subject.residentKib();
      assertThat(answer(subject, "noise", Duration.ofMinutes(1)))
          .isEqualTo("ok scan noise /nowhere\n");
      assertThat(subject.residentKib() - before).isLessThan(64 * 1024);
      slotsComeBack(subject);
    }
  }

  @Test
  void workerThatIgnoresTermIsKilledWithItsChildren() {
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, STUBBORN_WORKER, "-x", "4", "-b", "10")) {
      try (Wire request = subject.request("scan hang /nowhere")) {
        Until.holds("its child runs", () -> subject.handle().descendants().count() >= 2);
        List<ProcessHandle> family = subject.handle().descendants().toList();
        assertThat(request.rest(Duration.ofSeconds(40))).isEqualTo(TIMED_OUT);
        assertThat(subject.states()).startsWith("K");
        Until.holds(
            "the worker and its child are gone",
            () -> family.stream().noneMatch(ProcessHandle::isAlive));
      }
      slotsComeBack(subject);
    }
  }

  @Test
  void terminationEndsWorkersThatIgnoreItWithin21Seconds() {
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, STUBBORN_WORKER, "-x", "4")) {
      try (Wire request = subject.request("scan hang /nowhere")) {
        Until.holds("its child runs", () -> subject.handle().descendants().count() >= 2);
        List<ProcessHandle> family = subject.handle().descendants().toList();
        assertThat(subject.stop(Duration.ofSeconds(26))).isZero();
        assertThat(request.rest()).isEqualTo(NO_RESPONSE);
        Until.holds("nobody is left", () -> family.stream().noneMatch(ProcessHandle::isAlive));
      }
    }
  }
}

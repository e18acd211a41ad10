package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkerProcessTest {
  private static final String ECHO = "while (<STDIN>) { print }";

  @Test
  void aRequestIsAnsweredByOneLine() throws Exception {
    try (NetFixture shell = NetFixture.withPerl(ECHO)) {
      shell.spawn(0);
      for (int i = 0; i < 100; i++) {
        shell.send(0, "scan " + i);
        shell.next(Event.RequestTaken.class);
        assertThat(shell.next(Event.WorkerAnswered.class))
            .isEqualTo(new Event.WorkerAnswered(0, "scan " + i, false));
      }
    }
  }

  @Test
  void endOfInputEndsAWorkerAndItIsReaped() throws Exception {
    try (NetFixture shell = NetFixture.withPerl(ECHO + " exit 7")) {
      shell.spawn(0);
      shell.send(0, "scan");
      shell.next(Event.RequestTaken.class);
      shell.next(Event.WorkerAnswered.class);
      shell.run(() -> shell.workers.closeStdin(0));
      Event.WorkerExited exited = shell.skipTo(Event.WorkerExited.class, each -> true);
      assertThat(exited.exit()).isEqualTo(new WorkerExit.Exited(7));
      assertThat(exited.usage().maxRssKib()).isBetween(500L, 40_000L);
      assertThat(exited.lastAnswer()).isEmpty();
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void whatADyingWorkerAnsweredIsNotLost() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("$_ = <STDIN>; print \"last words\\n\"; kill 9, $$")) {
      shell.spawn(0);
      shell.send(0, "scan");
      shell.next(Event.RequestTaken.class);
      Event next = shell.next(Event.class);
      if (next instanceof Event.WorkerAnswered answered) {
        assertThat(answered.line()).isEqualTo("last words");
        next = shell.skipTo(Event.WorkerExited.class, each -> true);
      } else {
        assertThat(((Event.WorkerExited) next).lastAnswer()).isEqualTo(Optional.of("last words"));
      }
      assertThat(((Event.WorkerExited) next).exit()).isEqualTo(new WorkerExit.Signalled(9));
    }
  }

  @Test
  void halfALineOfADeadWorkerIsNoAnswer() throws Exception {
    try (NetFixture shell = NetFixture.withPerl("$_ = <STDIN>; print 'half'; kill 9, $$")) {
      shell.spawn(0);
      shell.send(0, "scan");
      Event.WorkerExited exited = shell.skipTo(Event.WorkerExited.class, each -> true);
      assertThat(exited.lastAnswer()).isEmpty();
    }
  }

  @Test
  void aChildThatHoldsThePipesDoesNotHideADeath() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("$_ = <STDIN>; if (fork) { print \"x\\n\"; exit 3 } sleep 30")) {
      shell.spawn(0);
      shell.send(0, "scan");
      Event.WorkerExited exited = shell.skipTo(Event.WorkerExited.class, each -> true);
      assertThat(exited.exit()).isEqualTo(new WorkerExit.Exited(3));
    }
  }

  @Test
  void outputWithoutARequestIsOutOfStepOnce() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("print \"hello\\n\" for 1..3; <STDIN>; print 'x'; <STDIN>")) {
      shell.spawn(0);
      assertThat(shell.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("output without a request");
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void theLookBeforeARequestFindsALateLine() throws Exception {
    try (NetFixture shell = NetFixture.withPerl("print \"late\\n\"; kill 19, $$; <STDIN>")) {
      // The loop cannot see the line before the request comes: it is busy with this.
      shell.run(
          () -> {
            shell.workers.spawn(0);
            StoppedProcess.awaitStop(shell.next(Event.WorkerSpawned.class).pid());
            shell.workers.send(0, "scan");
          });
      assertThat(shell.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("output without a request");
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void theLookAfterAnAnswerFindsASecondLine() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("while (<STDIN>) { syswrite STDOUT, \"a\\nb\\n\" }")) {
      shell.spawn(0);
      shell.send(0, "scan");
      shell.next(Event.RequestTaken.class);
      assertThat(shell.next(Event.WorkerAnswered.class))
          .isEqualTo(new Event.WorkerAnswered(0, "a", true));
    }
  }

  @Test
  void anAnswerOfTheLargestSizeIsTakenAndOneByteMoreIsNot() throws Exception {
    try (NetFixture shell = NetFixture.withPerl("while (<STDIN>) { print 'x' x $_, \"\\n\" }")) {
      shell.spawn(0);
      shell.send(0, "65535");
      shell.next(Event.RequestTaken.class);
      assertThat(shell.next(Event.WorkerAnswered.class).line()).hasSize(65_535);
      shell.send(0, "65536");
      shell.next(Event.RequestTaken.class);
      assertThat(shell.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("answer beyond 65536 bytes");
    }
  }

  @Test
  void aClosedStdoutIsToldWhileTheWorkerLives() throws Exception {
    try (NetFixture shell = NetFixture.withPerl("$_ = <STDIN>; close STDOUT; sleep 30")) {
      shell.spawn(0);
      shell.send(0, "scan");
      shell.next(Event.RequestTaken.class);
      shell.next(Event.WorkerOutputEnded.class);
      shell.run(() -> shell.workers.signal(0, WorkerSignal.KILL_GROUP));
      assertThat(shell.next(Event.WorkerExited.class).exit())
          .isEqualTo(new WorkerExit.Signalled(9));
    }
  }

  @Test
  void aRequestThatTheWorkerDoesNotReadStallsAndIsTakenLater() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("kill 19, $$; while (<STDIN>) { print length, \"\\n\" }")) {
      int pid = shell.spawn(0);
      StoppedProcess.awaitStop(pid);
      shell.send(0, "x".repeat(200_000));
      shell.next(Event.RequestStalled.class);
      shell.run(() -> shell.workers.signal(0, WorkerSignal.CONTINUE));
      shell.next(Event.RequestTaken.class);
      assertThat(shell.next(Event.WorkerAnswered.class).line()).isEqualTo("200001");
    }
  }

  @Test
  void anAnswerBeforeTheWholeRequestWasReadPutsTheWorkerOutOfStep() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("sysread STDIN, $_, 10; print \"hasty\\n\"; sleep 30")) {
      shell.spawn(0);
      shell.send(0, "x".repeat(500_000));
      shell.next(Event.RequestStalled.class);
      assertThat(shell.next(Event.WorkerAnswered.class))
          .isEqualTo(new Event.WorkerAnswered(0, "hasty", true));
    }
  }

  @Test
  void aWorkerThatReadsNoMoreRefusesTheRequest() throws Exception {
    try (NetFixture shell = NetFixture.withPerl("close STDIN; kill 19, $$; sleep 30")) {
      int pid = shell.spawn(0);
      StoppedProcess.awaitStop(pid);
      shell.send(0, "scan");
      assertThat(shell.next(Event.RequestRefused.class).slot()).isEqualTo(0);
    }
  }

  @Test
  void linesOnStderrComeWholeAndEmptyOnesNotAtAll() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl(
            "print STDERR \"one\\n\\n\", 'x' x 3000, \"\\nunfinished\"; <STDIN>; die")) {
      shell.spawn(0);
      assertThat(shell.next(Event.WorkerStderr.class).line()).isEqualTo("one");
      assertThat(shell.next(Event.WorkerStderr.class).line()).isEqualTo("x".repeat(1024));
      shell.run(() -> shell.workers.signal(0, WorkerSignal.TERMINATE));
      assertThat(shell.skipTo(Event.WorkerStderr.class, each -> true).line())
          .isEqualTo("unfinished");
      shell.skipTo(Event.WorkerExited.class, each -> true);
    }
  }

  @Test
  void aWorkerThatFloodsStderrDoesNotKeepOthersFromTheLoop() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerl("if (!fork) { print STDERR 'noise' x 20, \"\\n\" while 1 } " + ECHO)) {
      shell.spawn(0);
      shell.skipTo(Event.WorkerStderr.class, each -> true);
      shell.send(0, "scan");
      assertThat(shell.skipTo(Event.WorkerAnswered.class, each -> true).line()).isEqualTo("scan");
      shell.run(() -> shell.workers.signal(0, WorkerSignal.KILL_GROUP));
      shell.skipTo(Event.WorkerExited.class, each -> true);
    }
  }

  @Test
  void statusLinesComeBeforeTheAnswerThatFollowedThem() throws Exception {
    try (NetFixture shell =
        NetFixture.withPerlAndStatus("while (<STDIN>) { print S \"busy $_\"; print \"ok\\n\" }")) {
      shell.spawn(0);
      for (int i = 0; i < 200; i++) {
        shell.send(0, "scan " + i);
        shell.next(Event.RequestTaken.class);
        assertThat(shell.next(Event.WorkerStatus.class).line()).isEqualTo("busy scan " + i);
        shell.next(Event.WorkerAnswered.class);
      }
    }
  }

  @Test
  void aProgramThatIsNotThereIsAFailedStart() throws Exception {
    try (NetFixture shell = NetFixture.with("/nonexistent/filter")) {
      shell.run(() -> shell.workers.spawn(0));
      assertThat(shell.next(Event.SpawnFailed.class).reason()).contains("/nonexistent/filter");
    }
  }
}

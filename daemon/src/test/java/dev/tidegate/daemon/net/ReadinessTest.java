package dev.tidegate.daemon.net;

import static dev.tidegate.daemon.net.WarmFixture.LOADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import org.junit.jupiter.api.Test;

/** When workers count as ready, and workers that are loaded outside the slots. */
final class ReadinessTest {
  private static final String PERL = "#!/usr/bin/perl\n$| = 1;\n";
  private static final String ECHO = "while (<STDIN>) { print }";

  private static void awaitReady(WarmFixture it, int slot) throws Exception {
    it.net.run(() -> it.net.workers.awaitReady(slot));
  }

  @Test
  void aWorkerThatReadsItsStdinIsReadyAndIsAskedNothing() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + ECHO).build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerReady.class))
          .isEqualTo(new Event.WorkerReady(0, ReadySign.READS_STDIN));
      assertThat(it.ask(0, "scan")).isEqualTo("scan");
      assertThat(it.net.isQuiet()).isTrue();
    }
  }

  @Test
  void aWorkerThatLoadsForLongIsReadyOnlyWhenItHasAnsweredTheProbe() throws Exception {
    String slow = "select(undef, undef, undef, 1.2); while (<STDIN>) { print qq{got $_} }";
    try (WarmFixture it = WarmFixture.of(PERL + slow).probe("hello").build()) {
      it.net.spawn(0);
      long begun = System.nanoTime();
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerReady.class).sign()).isEqualTo(ReadySign.ANSWERED_PROBE);
      assertThat(System.nanoTime() - begun).isGreaterThan(1_000_000_000L);
      assertThat(it.ask(0, "scan")).isEqualTo("got scan");
    }
  }

  @Test
  void aWorkerThatDoesNotWaitInReadIsAskedTheProbe() throws Exception {
    String select =
        "while (1) { my $r = ''; vec($r, 0, 1) = 1; select($r, undef, undef, undef);"
            + " my $l = <STDIN>; last if !defined $l; print $l }";
    try (WarmFixture it = WarmFixture.of(PERL + select).build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerReady.class).sign()).isEqualTo(ReadySign.ANSWERED_PROBE);
      assertThat(it.ask(0, "scan")).isEqualTo("scan");
    }
  }

  @Test
  void aWorkerThatReadTheProbeAndIsSilentIsOutOfStep() throws Exception {
    String deaf = "select(undef, undef, undef, 0.7); while (<STDIN>) { print if /scan/ }";
    try (WarmFixture it = WarmFixture.of(PERL + deaf).build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("it read the probe line 'ping' and did not answer (see --probe)");
      assertThat(it.net.isQuiet()).isTrue();
    }
  }

  @Test
  void anAnswerThatComesLateIsStillTheProbes() throws Exception {
    String late =
        "select(undef, undef, undef, 0.7);"
            + " while (<STDIN>) { select(undef, undef, undef, 1.5) if /ping/; print }";
    try (WarmFixture it = WarmFixture.of(PERL + late).build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerReady.class).sign()).isEqualTo(ReadySign.ANSWERED_PROBE);
      assertThat(it.ask(0, "scan")).isEqualTo("scan");
    }
  }

  @Test
  void moreThanOneLineForTheProbeIsOutOfStep() throws Exception {
    String twice = "select(undef, undef, undef, 0.7); while (<STDIN>) { syswrite STDOUT, $_ x 2 }";
    try (WarmFixture it = WarmFixture.of(PERL + twice).build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("output after the answer to the probe line");
    }
  }

  @Test
  void aRequestBeforeTheAnswerToTheProbeIsNotWritten() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "sleep 30").build()) {
      int pid = it.net.spawn(0);
      awaitReady(it, 0);
      WarmFixture.await("the probe is written", () -> hasUnread(pid));
      it.net.send(0, "scan");
      assertThat(it.net.next(Event.WorkerOutOfStep.class).what())
          .isEqualTo("output without a request");
    }
  }

  /** Returns whether the stdin of a process can be read, looking through its descriptor. */
  private static boolean hasUnread(int pid) throws Exception {
    try (var in = new java.io.FileInputStream("/proc/" + pid + "/fd/0")) {
      return in.available() > 0;
    }
  }

  @Test
  void withoutAProbeNothingIsWritten() throws Exception {
    String slow = "select(undef, undef, undef, 1.0);" + ECHO;
    try (WarmFixture it = WarmFixture.of(PERL + slow).probe("").build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.next(Event.WorkerReady.class).sign()).isEqualTo(ReadySign.READS_STDIN);
      assertThat(it.ask(0, "scan")).isEqualTo("scan");
    }
  }

  @Test
  void aWorkerThatEndsBeforeItIsReadyJustEnds() throws Exception {
    try (WarmFixture it =
        WarmFixture.of(PERL + "select(undef, undef, undef, 0.2); exit 4").build()) {
      it.net.spawn(0);
      awaitReady(it, 0);
      assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).exit())
          .isEqualTo(new WorkerExit.Exited(4));
      assertThat(it.net.isQuiet()).isTrue();
    }
  }

  // ---- workers outside the slots

  private static int load(WarmFixture it) throws Exception {
    it.net.run(() -> it.net.workers.startLoader(LOADER, LoaderKind.WORKER));
    return it.net.next(Event.LoaderStarted.class).pid();
  }

  @Test
  void aLoadingWorkerBecomesTheWorkerOfASlot() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "print STDERR qq{loading\\n};" + ECHO).build()) {
      int pid = load(it);
      assertThat(it.net.next(Event.LoaderStderr.class).line()).isEqualTo("loading");
      assertThat(it.net.next(Event.LoaderReady.class).sign()).isEqualTo(ReadySign.READS_STDIN);
      it.net.run(() -> it.net.workers.adopt(LOADER, 3));
      assertThat(it.ask(3, "scan")).isEqualTo("scan");
      Processes.signal(pid, SignalName.KILL);
      assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).slot()).isEqualTo(3);
    }
  }

  @Test
  void aLoadingWorkerThatDiesAtItsAdoptionEndsInItsSlot() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + ECHO).build()) {
      int pid = load(it);
      it.net.next(Event.LoaderReady.class);
      it.net.run(
          () -> {
            Processes.signal(pid, SignalName.KILL);
            StoppedProcess.awaitEnd(pid);
            it.net.workers.adopt(LOADER, 3);
          });
      assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).exit())
          .isEqualTo(new WorkerExit.Signalled(9));
    }
  }

  @Test
  void aLoadingWorkerIsStoppedInBothWays() throws Exception {
    for (LoaderStop how : LoaderStop.values()) {
      try (WarmFixture it = WarmFixture.of(PERL + ECHO).build()) {
        load(it);
        it.net.next(Event.LoaderReady.class);
        it.net.run(() -> it.net.workers.stopLoader(LOADER, how));
        assertThat(it.net.next(Event.LoaderEnded.class).exit())
            .isEqualTo(
                how == LoaderStop.QUIT ? new WorkerExit.Exited(0) : new WorkerExit.Signalled(9));
      }
    }
  }

  @Test
  void aLoadingWorkerThatPrintsSomethingHasFailed() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "print qq{hello\\n}; sleep 30").build()) {
      load(it);
      assertThat(it.net.next(Event.LoaderFaulted.class))
          .isEqualTo(new Event.LoaderFaulted(LOADER, "output without a request", false));
      it.net.run(() -> it.net.workers.stopLoader(LOADER, LoaderStop.KILL));
      it.net.next(Event.LoaderEnded.class);
    }
  }

  @Test
  void aProgramThatCannotBeExecutedIsNoLoader() throws Exception {
    for (LoaderKind kind : LoaderKind.values()) {
      try (WarmFixture it = WarmFixture.of("/no/such/filter").build()) {
        it.net.run(() -> it.net.workers.startLoader(LOADER, kind));
        assertThat(it.net.next(Event.LoaderNotStarted.class).reason()).contains("/no/such/filter");
      }
    }
  }

  // ---- requests that were not read

  @Test
  void aRequestOfWhichNothingWasReadIsReportedSo() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "sleep 30").build()) {
      for (int bytes : new int[] {4, 200_000}) {
        it.net.spawn(0);
        it.net.send(0, "x".repeat(bytes));
        it.net.next(Event.class);
        it.net.run(() -> it.net.workers.signal(0, WorkerSignal.KILL_GROUP));
        assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).requestUnread())
            .as("%d bytes", bytes)
            .isTrue();
      }
    }
  }

  @Test
  void aRequestOfWhichAByteWasReadIsNotUnread() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "sysread(STDIN, $_, 1); exit 5").build()) {
      for (int bytes : new int[] {4, 200_000}) {
        it.net.spawn(0);
        it.net.send(0, "x".repeat(bytes));
        assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).requestUnread())
            .as("%d bytes", bytes)
            .isFalse();
      }
    }
  }

  @Test
  void aWorkerThatDiesAfterItsAnswerLeavesNothingUnread() throws Exception {
    try (WarmFixture it = WarmFixture.of(PERL + "$_ = <STDIN>; print; <STDIN>").build()) {
      it.net.spawn(0);
      assertThat(it.ask(0, "scan")).isEqualTo("scan");
      it.net.run(() -> it.net.workers.signal(0, WorkerSignal.KILL_GROUP));
      assertThat(it.net.skipTo(Event.WorkerExited.class, each -> true).requestUnread()).isFalse();
    }
  }
}

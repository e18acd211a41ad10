package dev.tidegate.daemon.net;

import static dev.tidegate.daemon.net.WarmFixture.LOADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every way in which a warm parent can break the protocol. */
final class WarmParentFaultsTest {
  private static final String SAY = "say() { printf \"$@\" >&3; }\n";

  private static WarmFixture shell(String script) throws Exception {
    return WarmFixture.of("#!/bin/sh\n" + SAY + script).build();
  }

  private static String shellThatIsReady(String script) {
    return "say 'warm 1\\nready\\n'; read -r order <&3; " + script;
  }

  /** Expects a fault, after which nothing is read, and ends the warm parent. */
  private static void expectFault(WarmFixture warm, String what, boolean unsupported)
      throws Exception {
    Event.LoaderFaulted faulted = warm.net.skipTo(Event.LoaderFaulted.class, each -> true);
    assertThat(faulted.loader()).isEqualTo(LOADER);
    assertThat(faulted.what()).contains(what);
    assertThat(faulted.unsupported()).isEqualTo(unsupported);
    if (unsupported) {
      assertThat(faulted.what()).contains("start without -E");
    }
    warm.stop(LoaderStop.KILL);
    warm.net.skipTo(Event.LoaderEnded.class, each -> true);
    assertThat(warm.net.isQuiet()).isTrue();
    warm.net.run(() -> assertThat(Processes.children()).isEmpty());
  }

  @Test
  void aProgramThatDoesNotSpeakTheProtocolIsUnsupported() throws Exception {
    for (String[] each :
        new String[][] {
          {"cat; exit 0", "it ended before 'warm 1'"},
          {"exec 3>&-; sleep 30", "it closed its control socket before 'warm 1'"},
          {"say 'hello\\n'; sleep 30", "it said 'hello' before 'warm 1'"},
          {"say 'warm 2\\n'; sleep 30", "it said 'warm 2' before 'warm 1'"},
          {"say 'half'; exit 0", "it closed its control socket within a line before 'warm 1'"},
          {"say '%0300d'; sleep 30", "a line of more than 256 bytes before 'warm 1'"}
        }) {
      try (WarmFixture warm = shell(each[0])) {
        warm.start();
        expectFault(warm, each[1], true);
      }
    }
  }

  @Test
  void aWarmParentThatIsStoppedBeforeItCouldSpeakIsNotCalledUnsupported() throws Exception {
    try (WarmFixture warm = shell("sleep 30")) {
      warm.start();
      assertThat(warm.net.isQuiet()).isTrue();
      warm.stop(LoaderStop.KILL);
      assertThat(warm.net.next(Event.LoaderEnded.class).exit())
          .isEqualTo(new WorkerExit.Signalled(9));
    }
  }

  @Test
  void aProgramThatWasSilentUntilItWasStoppedIsUnsupported() throws Exception {
    try (WarmFixture warm = shell("sleep 30")) {
      warm.start();
      long begun = System.nanoTime();
      WarmFixture.await(
          "the time for a greeting is over",
          () -> System.nanoTime() - begun > WarmParent.GREETING_NANOS);
      warm.stop(LoaderStop.KILL);
      expectFault(warm, "it ended before 'warm 1'", true);
    }
  }

  @Test
  void aLineThatIsNotDueIsAFault() throws Exception {
    for (String[] each :
        new String[][] {
          {"say 'warm 1\\nwarm 1\\n'; sleep 30", "it said 'warm 1' while it loaded"},
          {"say 'warm 1\\nforked 1\\n'; sleep 30", "it said 'forked 1' while it loaded"},
          {"say 'warm 1\\nready\\nready\\n'; sleep 30", "it said 'ready', which is no reply"},
          {"say 'warm 1\\nready\\nerror x\\n'; sleep 30", "it replied 'error x' without an order"},
          {"say 'warm 1\\nready\\n\\001\\377\\n'; sleep 30", "it said '??', which is no reply"},
          {"say 'warm 1\\nready\\n%0256d'; sleep 30", "a line of more than 256 bytes"},
          {"say 'warm 1\\nready\\nforked'; exit 0", "it closed its control socket within a line"},
          {"say 'warm 1\\nready\\n'; exec 3>&-; sleep 30", "it closed its control socket"}
        }) {
      try (WarmFixture warm = shell(each[0])) {
        warm.start();
        expectFault(warm, each[1], false);
      }
    }
  }

  @Test
  void aPidThatIsNoChildOfOursOrKnownIsAFault() throws Exception {
    long own = ProcessHandle.current().pid();
    for (String[] each :
        new String[][] {
          {"1", "which is no child of ours"},
          {"" + own, "which is no child of ours"},
          {"$$", "which is known already"},
          {"$PPID", "which is no child of ours"},
          {"2147483647", "which names no process"},
          {"999999999", "which is no child of ours"},
          {"-1", "which names no process"},
          {"0", "which names no process"},
          {"007", "which names no process"},
          {"x", "which names no process"},
          {"", "which names no process"}
        }) {
      try (WarmFixture warm =
          shell(shellThatIsReady("say \"forked " + each[0] + "\\n\"; sleep 30"))) {
        warm.start();
        warm.net.next(Event.LoaderReady.class);
        warm.order(0);
        expectFault(warm, each[1], false);
      }
    }
  }

  @Test
  void theProcessOfAStrangerIsNotTouched() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "30").start();
    try (WarmFixture warm = shell(shellThatIsReady("(sleep 30 & say \"forked $!\\n\"; wait)"))) {
      warm.start();
      warm.net.next(Event.LoaderReady.class);
      warm.order(0);
      expectFault(warm, "which is no child of ours", false);
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void thePidOfAnotherWorkerIsAFaultAndThatWorkerLives() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("0")
            .change(
                "send_line($pid > 0 ? \"forked $pid\"",
                "send_line($pid > 0 ? \"forked @{[first($pid)]}\"")
            .change("sub load {", "my $first; sub first { $first //= $_[0] } sub load {")
            .build()) {
      warm.ready();
      int worker = warm.fork(0);
      warm.order(1);
      Event.LoaderFaulted faulted = warm.net.next(Event.LoaderFaulted.class);
      assertThat(faulted.what())
          .isEqualTo("it reported the pid " + worker + ", which is known already");
      warm.stop(LoaderStop.KILL);
      warm.net.next(Event.LoaderEnded.class);
      assertThat(warm.ask(0, "3 * 3")).isEqualTo("9");
      // The second worker was never reported: it is found and ended all the same.
      warm.net.run(() -> {});
      WarmFixture.await("the second worker is reaped", () -> onlyChildIs(warm, worker));
    }
  }

  private static boolean onlyChildIs(WarmFixture warm, int pid) throws Exception {
    boolean[] only = new boolean[1];
    warm.net.run(() -> only[0] = Processes.children().equals(List.of(pid)));
    return only[0];
  }

  @Test
  void aSecondReplyToOneOrderIsAFaultAndItsWorkerIsKilled() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("0")
            .change(
                "return @passed if $pid == 0;",
                "return @passed if $pid == 0; "
                    + "my $more = syscall($number->{clone}, $flags, 0, 0, @last); "
                    + "if ($more == 0) { sleep 30; POSIX::_exit(0) }")
            .change(
                "send_line($pid > 0 ? \"forked $pid\"",
                "send_line($pid > 0 ? \"forked $pid\\nforked $more\"")
            .change("$line =~ tr/\\n/ /;", "")
            .build()) {
      warm.ready();
      int worker = warm.fork(0);
      assertThat(warm.net.next(Event.LoaderFaulted.class).what()).contains("without an order");
      // It finds its control socket closed.
      assertThat(warm.net.next(Event.LoaderEnded.class).exit()).isEqualTo(new WorkerExit.Exited(0));
      WarmFixture.await("the surplus worker is reaped", () -> onlyChildIs(warm, worker));
      assertThat(warm.ask(0, "3 * 3")).isEqualTo("9");
    }
  }

  private static boolean hasChildren(WarmFixture warm, int count) throws Exception {
    boolean[] has = new boolean[1];
    warm.net.run(() -> has[0] = Processes.children().size() == count);
    return has[0];
  }

  @Test
  void aForkThatFailsFailsTheStartAlone() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("0")
            .change("my $pid = syscall(", "my $pid = $failed++ ? syscall(")
            .change("$flags, 0, 0, @last);", "$flags, 0, 0, @last) : do { $! = 11; -1 };")
            .change("sub load {", "my $failed = 0; sub load {")
            .build()) {
      warm.ready();
      warm.order(0);
      assertThat(warm.net.next(Event.SpawnFailed.class))
          .isEqualTo(new Event.SpawnFailed(0, "clone: Resource temporarily unavailable"));
      warm.fork(0);
      assertThat(warm.ask(0, "3 * 3")).isEqualTo("9");
    }
  }

  @Test
  void withoutAReplyForASecondTheStartHasFailedAndALateWorkerIsKilled() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      int parent = warm.ready();
      warm.net.spawn(5);
      Processes.signal(parent, SignalName.STOP);
      long begun = System.nanoTime();
      warm.order(0);
      warm.order(1);
      assertThat(warm.net.next(Event.ForkUnanswered.class).slot()).isEqualTo(0);
      assertThat(System.nanoTime() - begun).isBetween(1_000_000_000L, 5_000_000_000L);
      assertThat(warm.net.next(Event.ForkUnanswered.class).slot()).isEqualTo(1);
      Processes.signal(parent, SignalName.CONT);
      int worker = warm.fork(2);
      WarmFixture.await("the late workers are reaped", () -> hasChildren(warm, 3));
      assertThat(warm.ask(2, "$$")).isEqualTo("" + worker);
      assertThat(warm.net.isQuiet()).isTrue();
    }
  }

  @Test
  void ordersWithoutAReplyAreForgottenWhenTheWarmParentEnds() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      int parent = warm.ready();
      int before = filesOpen();
      Processes.signal(parent, SignalName.STOP);
      for (int slot = 0; slot < 100; slot++) {
        warm.order(slot);
      }
      warm.stop(LoaderStop.KILL);
      warm.net.next(Event.LoaderEnded.class);
      assertThat(warm.net.isQuiet()).isTrue();
      WarmFixture.await("the pipes are closed", () -> filesOpen() < before);
    }
  }

  private static int filesOpen() {
    String[] files = Path.of("/proc/self/fd").toFile().list();
    return files == null ? -1 : files.length;
  }

  @Test
  void aWorkerWhoseReplyNeverCameLeavesNoZombie() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("0")
            .change("my $error = \"$!\";", "my $error = 0; POSIX::_exit(9);")
            .build()) {
      warm.ready();
      warm.order(0);
      assertThat(warm.net.next(Event.LoaderEnded.class).exit()).isEqualTo(new WorkerExit.Exited(9));
      WarmFixture.await("no child is left", () -> hasChildren(warm, 0));
      assertThat(warm.net.isQuiet()).isTrue();
    }
  }

  @Test
  void repliesOfADyingWarmParentStillCount() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("0")
            .change("\"error clone: $error\");", "\"error clone: $error\"); POSIX::_exit(3);")
            .build()) {
      warm.ready();
      warm.fork(0);
      assertThat(warm.net.next(Event.LoaderEnded.class).exit()).isEqualTo(new WorkerExit.Exited(3));
      assertThat(warm.ask(0, "6 * 7")).isEqualTo("42");
    }
  }

  @Test
  void theGroupOfAWarmParentIsKilledWithoutItsWorkersAndWithItsHelpers() throws Exception {
    String helper = "do { my $pid = fork(); if (!$pid) { exec '/bin/sleep', '30' } $pid }";
    try (WarmFixture warm = WarmFixture.loadable(helper).build()) {
      warm.ready();
      warm.fork(0);
      String pid = warm.ask(0, "$kept");
      warm.stop(LoaderStop.KILL);
      warm.net.next(Event.LoaderEnded.class);
      WarmFixture.await(
          "the helper is killed",
          () -> {
            Path stat = Path.of("/proc/" + pid + "/stat");
            return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
          });
      assertThat(warm.ask(0, "6 * 7")).isEqualTo("42");
      warm.net.run(() -> warm.net.workers.signal(0, WorkerSignal.KILL_GROUP));
      warm.net.skipTo(Event.WorkerExited.class, each -> true);
    }
  }
}

package dev.tidegate.daemon.net;

import static dev.tidegate.daemon.net.WarmFixture.LOADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Warm parents in Perl, with the program of the image, and the workers that they fork. */
final class WarmParentTest {
  /** With MADV_COLLAPSE: 6.1. */
  private static final int OLDEST_LINUX = 601;

  @Test
  void aWarmParentLoadsTheProgramOnceAndForksWorkersThatAnswer() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("{ pid => $$ }").build()) {
      int parent = warm.start();
      assertThat(warm.net.next(Event.LoaderReady.class))
          .isEqualTo(new Event.LoaderReady(LOADER, ReadySign.REPORTED));
      int first = warm.fork(0);
      int second = warm.fork(1);
      assertThat(warm.ask(0, "$$")).isEqualTo("" + first);
      assertThat(warm.ask(1, "$$")).isEqualTo("" + second);
      assertThat(warm.ask(1, "$kept->{pid}")).isEqualTo("" + parent);
      assertThat(warm.ask(0, "getppid()")).isEqualTo("" + ProcessHandle.current().pid());
      assertThat(warm.net.isQuiet()).isTrue();
    }
  }

  @Test
  void aWorkerEndsWithItsOwnStatusOrSignalAndUsage() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      warm.ready();
      warm.fork(0);
      warm.fork(1);
      warm.fork(2);
      warm.fork(3);
      warm.ask(0, "my $n = 0; $n += $_ for 1 .. 2_000_000; 1");
      warm.net.run(() -> warm.net.workers.closeStdin(0));
      Event.WorkerExited ended = warm.net.skipTo(Event.WorkerExited.class, each -> true);
      assertThat(ended.exit()).isEqualTo(new WorkerExit.Exited(7));
      assertThat(ended.usage().userMicros()).isBetween(10_000L, 5_000_000L);
      assertThat(ended.usage().maxRssKib()).isBetween(2_000L, 40_000L);
      assertThat(ended.requestUnread()).isFalse();
      warm.net.send(1, "exit 3");
      warm.net.next(Event.RequestTaken.class);
      assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
          .isEqualTo(new WorkerExit.Exited(3));
      warm.net.send(2, "kill 9, $$");
      warm.net.next(Event.RequestTaken.class);
      assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
          .isEqualTo(new WorkerExit.Signalled(9));
      warm.net.run(() -> warm.net.workers.signal(3, WorkerSignal.TERMINATE));
      assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
          .isEqualTo(new WorkerExit.Signalled(15));
    }
  }

  @Test
  void anUncaughtDieEndsAWorkerAsItEndsAColdOne() throws Exception {
    String program =
        """
        #!/usr/bin/perl
        sub main { 0 }
        sub do_main_loop { <STDIN>; $! = 0; print STDERR defined $^S ? "S=$^S\\n" : "undef\\n"; die "gone\\n" }
        do_main_loop() if !caller;
        1;
        """;
    try (WarmFixture warm = WarmFixture.of(program).build()) {
      warm.ready();
      warm.fork(0);
      warm.net.spawn(1);
      for (int slot = 0; slot < 2; slot++) {
        warm.net.send(slot, "x");
        warm.net.next(Event.RequestTaken.class);
        assertThat(warm.net.next(Event.WorkerStderr.class).line()).isEqualTo("S=0");
        assertThat(warm.net.next(Event.WorkerStderr.class).line()).isEqualTo("gone");
        Event.WorkerExited exited = warm.net.skipTo(Event.WorkerExited.class, each -> true);
        assertThat(exited.exit()).isEqualTo(new WorkerExit.Exited(255));
      }
    }
  }

  @Test
  void aWorkerIsSetUpAsAColdOne() throws Exception {
    for (boolean status : new boolean[] {false, true}) {
      WarmFixture.Builder builder =
          WarmFixture.loadable("do { open(my $log, '<', '/etc/passwd'); $log }");
      try (WarmFixture warm = (status ? builder.withStatus() : builder).build()) {
        warm.ready();
        int pid = warm.fork(0);
        int cold = warm.net.spawn(1);
        String same = "join ' ', umask, getpgrp() == $$, $ENV{A}, -t STDIN ? 1 : 0, $0";
        assertThat(warm.ask(0, same)).isEqualTo(warm.ask(1, same));
        assertThat(warm.ask(0, "fileno(STDIN) . fileno(STDOUT) . fileno(STDERR)")).isEqualTo("012");
        var its = WarmFixture.status(pid);
        var coldOnes = WarmFixture.status(cold);
        for (String field :
            new String[] {"Name", "PPid", "TracerPid", "Uid", "Gid", "Groups", "SigQ"}) {
          assertThat(its.get(field)).as(field).isEqualTo(coldOnes.get(field));
        }
        for (String field : new String[] {"SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"}) {
          assertThat(its.get(field)).as(field).isEqualTo(coldOnes.get(field));
        }
        // The number 3 was taken while the filter opened its file, as it always is with -Z.
        assertThat(WarmFixture.descriptors(pid).values())
            .containsExactlyElementsOf(WarmFixture.descriptors(cold).values());
        assertThat(WarmFixture.descriptors(pid)).containsKeys(0, 1, 2, 4);
        assertThat(WarmFixture.descriptors(pid)).hasSize(status ? 5 : 4);
        assertThat(Files.readString(Path.of("/proc/" + pid + "/limits")))
            .isEqualTo(Files.readString(Path.of("/proc/" + cold + "/limits")));
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace("\0", ""))
            .isEqualTo(warm.program.toString());
      }
    }
  }

  @Test
  void statusLinesOfAWorkerArrive() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").withStatus().build()) {
      warm.ready();
      warm.fork(0);
      warm.net.send(0, "open(my $s, '>&=', 3); syswrite($s, qq{busy\\n}); 5");
      warm.net.next(Event.RequestTaken.class);
      assertThat(warm.net.next(Event.WorkerStatus.class).line()).isEqualTo("busy");
      assertThat(warm.net.next(Event.WorkerAnswered.class).line()).isEqualTo("5");
    }
  }

  @Test
  void limitsOfWorkersAreNotThoseOfTheWarmParent() throws Exception {
    Limits.Setting limit =
        new Limits.Setting(Limits.Resource.ADDRESS_SPACE, new Limits.Limit(1L << 30, 1L << 30));
    try (WarmFixture warm = WarmFixture.loadable("0").workerLimits(limit).build()) {
      int parent = warm.ready();
      int worker = warm.fork(0);
      String bound = "Max address space +1073741824 +1073741824.*";
      assertThat(Files.readAllLines(Path.of("/proc/" + worker + "/limits")))
          .anyMatch(line -> line.matches(bound));
      assertThat(Files.readAllLines(Path.of("/proc/" + parent + "/limits")))
          .noneMatch(line -> line.matches(bound));
    }
  }

  @Test
  void signalsThatTheFilterHandlesOrIgnoresAreTheWorkersAsWell() throws Exception {
    String setUp = "do { $SIG{HUP} = 'IGNORE'; $SIG{USR1} = sub { print STDERR qq{usr1\\n} }; 1 }";
    try (WarmFixture warm = WarmFixture.loadable(setUp).build()) {
      warm.ready();
      int pid = warm.fork(0);
      int cold = warm.net.spawn(1);
      warm.ask(1, "1");
      for (String field : new String[] {"SigBlk", "SigIgn", "SigCgt"}) {
        assertThat(WarmFixture.status(pid).get(field))
            .isEqualTo(WarmFixture.status(cold).get(field));
      }
    }
  }

  @Test
  void workersDrawDifferentRandomNumbers() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("rand()").build()) {
      warm.ready();
      Set<String> drawn = new HashSet<>();
      for (int slot = 0; slot < 10; slot++) {
        warm.fork(slot);
        drawn.add(warm.ask(slot, "rand()"));
      }
      assertThat(drawn).hasSize(10);
    }
  }

  @Test
  void theWarmParentIsClosedToItsWorkersAndTheyAreOpenToUs() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      int parent = warm.ready();
      warm.fork(0);
      int prctl = System.getProperty("os.arch").equals("aarch64") ? 167 : 157;
      // PR_GET_DUMPABLE
      assertThat(warm.ask(0, "syscall(" + prctl + ", 3, 0, 0, 0, 0)")).isEqualTo("1");
      // Its files in /proc belong to root as soon as it is not dumpable, whoever runs it.
      assertThat(warm.ask(0, "-d '/proc/%d/fd' ? 1 : 0".formatted(parent))).isEqualTo("1");
      warm.net.run(() -> warm.net.workers.measureMemory());
      assertThat(warm.net.skipTo(Event.LoaderMeasured.class, each -> true).residentKib())
          .isGreaterThan(1_000);
    }
  }

  @Test
  void nothingBufferedWhileLoadingIsRepeatedByWorkers() throws Exception {
    Path log = Files.createTempFile("tidegate", "log");
    try (WarmFixture warm =
        WarmFixture.loadable(
                "do { print STDOUT qq{half\\n}; open(our $log, '>', '%s') or die; print $log 'once'; 1 }"
                    .formatted(log))
            .build()) {
      warm.start();
      Set<Event> both = new HashSet<>();
      both.add(warm.net.next(Event.class));
      both.add(warm.net.next(Event.class));
      assertThat(both)
          .containsOnly(
              new Event.LoaderStderr(LOADER, "half"),
              new Event.LoaderReady(LOADER, ReadySign.REPORTED));
      for (int slot = 0; slot < 3; slot++) {
        warm.fork(slot);
        assertThat(warm.ask(slot, "1")).isEqualTo("1");
      }
      warm.net.run(() -> warm.net.workers.closeStdin(0));
      warm.net.skipTo(Event.WorkerExited.class, each -> true);
      assertThat(Files.readString(log)).isEqualTo("once");
    } finally {
      Files.delete(log);
    }
  }

  @Test
  void anEndOfFileThatTheFilterHasSeenIsForgotten() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("do { my @all = <STDIN>; 1 }").build()) {
      warm.ready();
      warm.fork(0);
      assertThat(warm.ask(0, "2 + 2")).isEqualTo("4");
    }
  }

  @Test
  void aPreloadFileIsRunAfterTheProgram() throws Exception {
    try (WarmFixture warm =
        WarmFixture.loadable("1").preload("$main::kept .= ' and more'; undef").build()) {
      warm.ready();
      warm.fork(0);
      assertThat(warm.ask(0, "$kept")).isEqualTo("1 and more");
    }
  }

  @Test
  void quitEndsTheWarmParentAndNotItsWorkers() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      warm.ready();
      warm.fork(0);
      warm.stop(LoaderStop.QUIT);
      assertThat(warm.net.next(Event.LoaderEnded.class))
          .isEqualTo(new Event.LoaderEnded(LOADER, new WorkerExit.Exited(0)));
      assertThat(warm.ask(0, "41 + 1")).isEqualTo("42");
      warm.order(1);
      assertThat(warm.net.next(Event.SpawnFailed.class).slot()).isEqualTo(1);
    }
  }

  @Test
  void killEndsTheWarmParentAndNotItsWorkers() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").build()) {
      warm.ready();
      warm.fork(0);
      warm.stop(LoaderStop.KILL);
      assertThat(warm.net.next(Event.LoaderEnded.class).exit())
          .isEqualTo(new WorkerExit.Signalled(9));
      assertThat(warm.ask(0, "41 + 1")).isEqualTo("42");
      assertThat(warm.net.isQuiet()).isTrue();
    }
  }

  @Test
  void aProgramThatDoesNotCompileEndsWithPerlsMessage() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("1 +").build()) {
      warm.start();
      assertThat(warm.net.next(Event.LoaderStderr.class).line()).startsWith("syntax error at ");
      Event.LoaderEnded ended = warm.net.skipTo(Event.LoaderEnded.class, each -> true);
      assertThat(ended.exit()).isNotEqualTo(new WorkerExit.Exited(0));
    }
  }

  @Test
  void eachWayToFailWhileLoadingEndsTheWarmParentWithoutReady() throws Exception {
    String main = "#!/usr/bin/perl\nsub main { %s } sub do_main_loop { 0 } 1;";
    for (String[] failure :
        new String[][] {
          {main.formatted("exit 0"), "ended while it was loaded"},
          {main.formatted("die qq{no rules\\n}"), "no rules"},
          {main.formatted("5"), "returned 5"},
          {"#!/usr/bin/perl\nuse No::Such::Module; 1;", "Can't locate No/Such/Module.pm"}
        }) {
      try (WarmFixture warm = WarmFixture.of(failure[0]).build()) {
        warm.start();
        assertThat(warm.net.next(Event.LoaderStderr.class).line()).contains(failure[1]);
        assertThat(warm.net.skipTo(Event.LoaderEnded.class, each -> true).exit())
            .isNotEqualTo(new WorkerExit.Exited(0));
      }
    }
    try (WarmFixture warm = WarmFixture.loadable("1").preload("die qq{no scanner\\n}").build()) {
      warm.start();
      assertThat(warm.net.next(Event.LoaderStderr.class).line()).isEqualTo("no scanner");
      warm.net.next(Event.LoaderEnded.class);
    }
  }

  @Test
  void aPerlProgramOfAnotherKindIsUnsupported() throws Exception {
    for (String program :
        new String[] {
          "#!/usr/bin/perl\n$| = 1; while (<STDIN>) { print } 1;",
          "#!/usr/bin/env perl\n$| = 1; while (<STDIN>) { print } exit 0;"
        }) {
      try (WarmFixture warm = WarmFixture.of(program).build()) {
        warm.start();
        Event.LoaderFaulted faulted = warm.net.next(Event.LoaderFaulted.class);
        assertThat(faulted.unsupported()).isTrue();
        assertThat(faulted.what()).contains("has no main::main").contains("without -E");
        warm.net.skipTo(Event.LoaderEnded.class, each -> true);
      }
    }
  }

  @Test
  void theSwitchesOfTheFirstLineAreUsed() throws Exception {
    for (String line : new String[] {"/usr/bin/perl -T -w", "/usr/bin/env -S perl -T -w"}) {
      String text = WarmFixture.LOADABLE.formatted("\"${^TAINT} $^W\"");
      try (WarmFixture warm =
          WarmFixture.of(
                  text.replace("/usr/bin/perl -w", line)
                      .replace("eval $code", "$kept . (tainted($code) ? ' tainted' : '')")
                      .replace(
                          "if (!caller)",
                          "sub tainted { !eval { eval('#' . substr($_[0], 0, 0)); 1 } }"
                              + " if (!caller)"))
              .build()) {
        warm.ready();
        warm.fork(0);
        assertThat(warm.ask(0, "x")).isEqualTo("1 1 tainted");
      }
    }
  }

  @Test
  void largeMemoryIsInHugePagesBeforeTheFirstForkSoThatAForkCopiesFewEntries() throws Exception {
    assumeThat(takesHugePages()).as("Linux 6.1, and huge pages not switched off").isTrue();
    try (WarmFixture warm = WarmFixture.loadable("[map { 'x' x 64 . $_ } 1 .. 200_000]").build()) {
      int parent = warm.start();
      warm.net.next(Event.LoaderReady.class);
      assertThat(kib(parent, "AnonHugePages")).isGreaterThan(kib(parent, "Anonymous") / 2);
      int worker = warm.fork(0);
      assertThat(warm.ask(0, "$kept->[7] = 'mine'")).isEqualTo("mine");
      assertThat(kib(worker, "Private_Dirty")).isLessThan(2048);
      warm.fork(1);
      assertThat(warm.ask(1, "$kept->[7]")).isEqualTo("x".repeat(64) + 8);
    }
  }

  private static boolean takesHugePages() throws IOException {
    Path settings = Path.of("/sys/kernel/mm/transparent_hugepage");
    String[] version = System.getProperty("os.version").split("[^0-9]+", -1);
    boolean isNew =
        Integer.parseInt(version[0]) * 100 + Integer.parseInt(version[1]) >= OLDEST_LINUX;
    return isNew
        && Files.isReadable(settings.resolve("hpage_pmd_size"))
        && !Files.readString(settings.resolve("enabled")).contains("[never]");
  }

  private static long kib(int pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  @Test
  void hundredsOfForksLeaveNothingBehind() throws Exception {
    try (WarmFixture warm = WarmFixture.loadable("0").withStatus().build()) {
      int parent = warm.ready();
      turnOver(warm, 100);
      int before = openFiles();
      int parentsBefore = filesOf(parent);
      long memoryBefore = residentKib(parent);
      turnOver(warm, 2_000);
      WarmFixture.await("descriptors are closed", () -> openFiles() <= before);
      assertThat(filesOf(parent)).isEqualTo(parentsBefore);
      assertThat(residentKib(parent)).isLessThan(memoryBefore + 512);
      warm.net.run(
          () -> assertThat(dev.tidegate.daemon.posix.Processes.children()).containsOnly(parent));
    }
  }

  private static void turnOver(WarmFixture warm, int forks) throws Exception {
    for (int i = 0; i < forks; i += 50) {
      warm.net.run(
          () -> {
            for (int slot = 0; slot < 50; slot++) {
              warm.net.workers.fork(slot, LOADER);
            }
          });
      for (int slot = 0; slot < 50; slot++) {
        Event.WorkerSpawned spawned = warm.net.next(Event.WorkerSpawned.class);
        assertThat(spawned.slot()).isEqualTo(slot);
      }
      warm.net.run(
          () -> {
            for (int slot = 0; slot < 50; slot++) {
              warm.net.workers.closeStdin(slot);
            }
          });
      for (int slot = 0; slot < 50; slot++) {
        assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
            .isEqualTo(new WorkerExit.Exited(7));
      }
    }
  }

  private static int openFiles() {
    return filesOf((int) ProcessHandle.current().pid());
  }

  private static int filesOf(int pid) {
    String[] files = Path.of("/proc/" + pid + "/fd").toFile().list();
    return files == null ? -1 : files.length;
  }

  private static long residentKib(int pid) throws Exception {
    return Long.parseLong(
        WarmFixture.status(pid).getOrDefault("VmRSS", "0 kB").replaceAll("[^0-9]", ""));
  }
}

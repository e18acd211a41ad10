package dev.tidegate.daemon.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.daemon.posix.Processes.ChildState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real children started by posix_spawn. */
@Timeout(30)
final class WorkerSpawnerTest {

  private static WorkerProgram shell(String script, boolean statusPipe) {
    return new WorkerProgram(
        "/bin/sh", List.of("sh", "-c", script), List.of("A=1", "B=é"), statusPipe, List.of());
  }

  private static SpawnResult.Spawned started(WorkerProgram program) {
    return switch (new WorkerSpawner(program).spawn()) {
      case SpawnResult.Spawned spawned -> spawned;
      case SpawnResult.SpawnFailed failed -> fail(failed.text());
    };
  }

  /** Runs a script to its end and returns what it printed. */
  private static String output(WorkerProgram program) throws Exception {
    SpawnResult.Spawned child = started(program);
    String text = readAll(child.stdoutFd());
    end(child);
    return text;
  }

  private static String readAll(int fd) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[4096];
    while (true) {
      int count = Descriptors.read(fd, bytes);
      if (count == -Errno.EAGAIN) {
        Thread.onSpinWait();
      } else if (count <= 0) {
        return text.toString();
      } else {
        text.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static ChildState end(SpawnResult.Spawned child) {
    Descriptors.close(child.stdinFd());
    ChildState state = Processes.reap(child.pid());
    while (state instanceof ChildState.Running) {
      Thread.onSpinWait();
      state = Processes.reap(child.pid());
    }
    Descriptors.close(child.stdoutFd());
    Descriptors.close(child.stderrFd());
    Descriptors.close(child.pidFd());
    child.statusFd().ifPresent(Descriptors::close);
    return state;
  }

  private static long openDescriptors() throws Exception {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void aChildReadsItsStdinAndWritesItsThreeOutputs() throws Exception {
    SpawnResult.Spawned child =
        started(shell("read l; echo out $l; echo err >&2; echo status >&3", true));
    byte[] line = "hello\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Descriptors.write(child.stdinFd(), line, 0, line.length)).isEqualTo(line.length);

    assertThat(readAll(child.stdoutFd())).isEqualTo("out hello\n");
    assertThat(readAll(child.stderrFd())).isEqualTo("err\n");
    assertThat(readAll(child.statusFd().orElseThrow())).isEqualTo("status\n");
    assertThat(end(child)).isInstanceOf(ChildState.Exited.class);
  }

  @Test
  void aChildHasNoDescriptorButItsPipes() throws Exception {
    String list =
        "for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 50; do [ -e /proc/$$/fd/$n ] && echo $n; done";

    assertThat(output(shell(list, false))).isEqualTo("0\n1\n2\n");
    assertThat(output(shell(list, true))).isEqualTo("0\n1\n2\n3\n");
  }

  @Test
  void aChildHasExactlyTheEnvironmentThatItWasGivenByteForByte() throws Exception {
    assertThat(output(shell("tr '\\0' '\\n' </proc/$$/environ", false))).isEqualTo("A=1\nB=é\n");
  }

  @Test
  void aChildLeadsItsOwnProcessGroup() throws Exception {
    SpawnResult.Spawned child = started(shell("cut -d' ' -f5 /proc/$$/stat", false));

    assertThat(readAll(child.stdoutFd())).isEqualTo(child.pid() + "\n");
    end(child);
  }

  @Test
  void aChildIgnoresPipeAloneAndBlocksNothing() throws Exception {
    Signals.ignorePipe();

    String signals = output(shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status", false));

    assertThat(signals).isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\n");
  }

  @Test
  void limitsAreSetOnTheChildAlone() throws Exception {
    Limits.Limit own = Limits.own(Limits.Resource.DESCRIPTORS);
    WorkerProgram program =
        new WorkerProgram(
            "/bin/sh",
            List.of("sh", "-c", "read l; ulimit -Sn; ulimit -Hn; ulimit -Sv"),
            List.of(),
            false,
            List.of(
                new Limits.Setting(Limits.Resource.DESCRIPTORS, new Limits.Limit(77, 99)),
                new Limits.Setting(
                    Limits.Resource.ADDRESS_SPACE,
                    new Limits.Limit(Limits.UNLIMITED, Limits.UNLIMITED).atMost(1L << 30))));
    SpawnResult.Spawned child = started(program);
    Descriptors.write(child.stdinFd(), new byte[] {'\n'}, 0, 1);

    assertThat(readAll(child.stdoutFd())).isEqualTo("77\n99\n1048576\n");
    assertThat(Limits.own(Limits.Resource.DESCRIPTORS)).isEqualTo(own);
    end(child);
  }

  @Test
  void whatCannotBeExecutedFailsWithAReasonAndLeavesNothingOpen(@TempDir Path folder)
      throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
    new WorkerSpawner(shell("exit", false)).spawn();
    long before = openDescriptors();

    SpawnResult missing = spawn(folder.resolve("missing").toString());
    SpawnResult notExecutable = spawn(plain.toString());

    assertThat(missing)
        .isEqualTo(
            new SpawnResult.SpawnFailed(
                Errno.ENOENT, "execve " + folder + "/missing: No such file or directory"));
    assertThat(notExecutable)
        .isEqualTo(
            new SpawnResult.SpawnFailed(Errno.EACCES, "execve " + plain + ": Permission denied"));
    assertThat(openDescriptors()).isEqualTo(before);
  }

  private static SpawnResult spawn(String path) {
    return new WorkerSpawner(new WorkerProgram(path, List.of("worker"), List.of(), true, List.of()))
        .spawn();
  }

  @Test
  void theEndOfAChildIsToldWithItsStatusOrItsSignal() throws Exception {
    assertThat(end(started(shell("exit 7", false))))
        .isInstanceOfSatisfying(
            ChildState.Exited.class, exited -> assertThat(exited.status()).isEqualTo(7));

    SpawnResult.Spawned sleeper = started(shell("read l", false));
    assertThat(Processes.reap(sleeper.pid())).isEqualTo(new ChildState.Running());
    assertThat(Processes.signalGroup(sleeper.pid(), SignalName.KILL)).isTrue();
    assertThat(end(sleeper))
        .isInstanceOfSatisfying(
            ChildState.Signalled.class, killed -> assertThat(killed.signal()).isEqualTo(9));

    assertThat(Processes.reap(sleeper.pid())).isEqualTo(new ChildState.Unknown());
    assertThat(Processes.signal(sleeper.pid(), SignalName.TERM)).isFalse();
  }

  @Test
  void usageCountsTheChildAndThePeakIsItsOwn() throws Exception {
    SpawnResult.Spawned child =
        started(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo; read l", false));
    byte[] line = new byte[1];
    while (Descriptors.read(child.stdoutFd(), line) == -Errno.EAGAIN) {
      Thread.onSpinWait();
    }

    assertThat(Processes.peakRssKib(child.pid()).orElseThrow()).isBetween(100L, 20_000L);

    assertThat(end(child))
        .isInstanceOfSatisfying(
            ChildState.Exited.class,
            exited -> {
              assertThat(exited.usage().userMicros() + exited.usage().systemMicros()).isPositive();
              assertThat(exited.usage().minorFaults()).isPositive();
            });
    assertThat(Processes.peakRssKib(child.pid())).isEmpty();
  }

  @Test
  void aStatusPipeIsThereOnlyIfItWasAskedFor() throws Exception {
    SpawnResult.Spawned child = started(shell("exit", false));

    assertThat(child.statusFd()).isEqualTo(OptionalInt.empty());
    end(child);
  }
}

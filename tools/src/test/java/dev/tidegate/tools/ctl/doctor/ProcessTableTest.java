package dev.tidegate.tools.ctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that looks like /proc. */
final class ProcessTableTest {
  @TempDir private Path proc = Path.of("/nowhere");
  private ProcessTable table = new ProcessTable(proc);

  @BeforeEach
  void layOut() throws IOException {
    table = new ProcessTable(proc);
    process(41, "systemd", "PPid:\t1\nUid:\t0\t0\t0\t0\n");
    process(42, "mimedefang-mult", "PPid:\t1\nUid:\t0\t107\t107\t107\nRssAnon:\t  4711 kB\n");
    process(43, "mimedefang.pl", "PPid:\t42\n");
    write(
        "net/unix",
        """
        Num       RefCount Protocol Flags    Type St Inode Path
        0000000000000000: 00000003 00000000 00000000 0001 03 900 /spool/mx.sock
        0000000000000000: 00000002 00000000 00010000 0001 01 901 /spool/mx.sock
        0000000000000000: 00000002 00000000 00010000 0001 01 902 /spool/mx.sock.old
        0000000000000000: 00000002 00000000 00010000 0001 01 903
        """);
    for (int pid : new int[] {41, 42}) {
      link(pid + "/fd/3", "socket:[901]");
    }
  }

  private void process(int pid, String name, String status) throws IOException {
    Files.createDirectories(proc.resolve(pid + "/fd"));
    write(pid + "/comm", name + "\n");
    write(pid + "/status", status);
  }

  private void write(String name, String text) throws IOException {
    Path file = proc.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(proc.resolve(name), Path.of(target));
  }

  @Test
  void theMultiplexorIsWhoListensNotWhoOpenedTheSocketForIt() {
    assertThat(table.holder(Path.of("/spool/mx.sock"))).hasValue(42);
    assertThat(table.holder(Path.of("/spool/none.sock"))).isEmpty();
    assertThat(table.holder(Path.of("/spool/mx.sock.old"))).isEmpty();
  }

  @Test
  void theParentOfAWorkerIsTakenOnlyIfItIsAMultiplexor() {
    assertThat(table.multiplexorAbove(43)).hasValue(42);
    assertThat(table.multiplexorAbove(42)).isEmpty();
    assertThat(table.multiplexorAbove(999)).isEmpty();
  }

  @Test
  void aProcessIsKnownAgainByItsStart() throws IOException {
    write("42/stat", "42 (a) b) S 1 42 42 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 123456 99 7\n");
    assertThat(table.start(42)).hasValue(123456);
    assertThat(table.start(41)).isEmpty();
    assertThat(table.start(999)).isEmpty();
  }

  @Test
  void memoryIsThatOfAWorkerNotOfWhoHasItsNumberNow() throws IOException {
    process(43, "mimedefang.pl", "PPid:\t42\nRssAnon:\t  100 kB\n");
    process(44, "mimedefang.pl", "PPid:\t43\nRssAnon:\t  200 kB\n");
    process(45, "postgres", "PPid:\t41\nRssAnon:\t  9000000 kB\n");
    assertThat(table.childMemoryKib(43, 42)).hasValue(100);
    assertThat(table.childMemoryKib(44, 42)).hasValue(200);
    assertThat(table.childMemoryKib(45, 42)).isEmpty();
    assertThat(table.childMemoryKib(999, 42)).isEmpty();
  }

  @Test
  void filesThatAreNoLongerOnDiskAreFound() throws IOException {
    link("42/exe", "/opt/java (deleted)");
    link("42/fd/4", "/opt/a.jar (deleted)");
    link("42/fd/5", "/opt/b.jar");
    link("42/fd/6", "/tmp/x (deleted)");
    assertThat(table.replaced(42))
        .containsExactlyInAnyOrder(Path.of("/opt/java"), Path.of("/opt/a.jar"));
    assertThat(table.openFiles(42)).hasValue(4);
  }

  @Test
  void limitsAreThoseOfTheProcessAndOfItsService() throws IOException {
    write("42/limits", "Limit  Soft Limit  Hard Limit\nMax open files   1024   4096   files\n");
    write("42/cgroup", "0::/system.slice/m.service\n");
    write("groups/system.slice/m.service/pids.max", "77\n");
    write("groups/system.slice/m.service/memory.max", "max\n");
    assertThat(table.fileLimit(42)).hasValue(1_024);
    assertThat(table.groupLimit(42, proc.resolve("groups"), "pids.max")).hasValue(77);
    assertThat(table.groupLimit(42, proc.resolve("groups"), "memory.max")).isEmpty();
    assertThat(table.groupLimit(43, proc.resolve("groups"), "pids.max")).isEmpty();
    assertThat(table.userId(42)).contains("107");
    assertThat(table.ownMemoryKib(42)).hasValue(4_711);
  }

  @Test
  void whatMayNotBeSeenIsEmpty() {
    assertThat(table.fileLimit(43)).isEmpty();
    assertThat(table.openFiles(999)).isEmpty();
    assertThat(table.programs(43)).isEmpty();
    assertThat(table.userId(43)).isEmpty();
    assertThat(table.machineMemoryKib()).isEmpty();
  }

  @Test
  void aMilterAsksBeforeMailIfItsOptionsSaySo() throws IOException {
    assertThat(table.hasAskingMilter()).isFalse();
    process(50, "mimedefang", "PPid:\t1\n");
    write("50/cmdline", "mimedefang\0-m\0/spool/mx.sock\0");
    assertThat(table.hasAskingMilter()).isFalse();
    write("50/cmdline", "mimedefang\0-m\0/spool/mx.sock\0-t\0");
    assertThat(table.hasAskingMilter()).isTrue();
  }
}

package dev.tidegate.daemon.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock file against other processes, which take it as any C or Perl program does. */
final class WriteLockTest {
  private static final String TRY =
      """
      use Fcntl; open(my $f, '+>>', $ARGV[0]) or die;
      my $lock = pack('ssx4qqlx4', F_WRLCK, 0, 0, 0, 0);
      exit(fcntl($f, F_SETLK, $lock) ? 0 : 1);
      """;

  private static final String HOLD =
      """
      use Fcntl; open(my $f, '+>>', $ARGV[0]) or die;
      my $lock = pack('ssx4qqlx4', F_WRLCK, 0, 0, 0, 0);
      $| = 1;
      print fcntl($f, F_SETLK, $lock) ? 'held' : 'free';
      <STDIN>;
      """;

  private static int otherProcessLocks(String path) throws Exception {
    return new ProcessBuilder("perl", "-e", TRY, path).inheritIO().start().waitFor();
  }

  @Test
  void anotherProcessIsKeptOutUntilTheFileIsClosed(@TempDir Path folder) throws Exception {
    String path = folder.resolve("lock").toString();
    int fd = PosixFiles.open(path, PosixFiles.O_RDWR | PosixFiles.O_CREAT, 0600);

    assertThat(WriteLock.tryLock(fd)).isTrue();
    assertThat(WriteLock.tryLock(fd)).isTrue();
    assertThat(otherProcessLocks(path)).isEqualTo(1);

    Descriptors.close(fd);
    assertThat(otherProcessLocks(path)).isZero();
  }

  @Test
  void aLockThatAnotherProcessHoldsIsNotOurs(@TempDir Path folder) throws Exception {
    String path = folder.resolve("lock").toString();
    int fd = PosixFiles.open(path, PosixFiles.O_RDWR | PosixFiles.O_CREAT, 0600);
    Process holder = new ProcessBuilder("perl", "-e", HOLD, path).start();

    assertThat(holder.getInputStream().readNBytes(4))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("held");
    assertThat(WriteLock.tryLock(fd)).isFalse();

    holder.destroy();
    holder.waitFor();
    assertThat(WriteLock.tryLock(fd)).isTrue();
    Descriptors.close(fd);
  }
}

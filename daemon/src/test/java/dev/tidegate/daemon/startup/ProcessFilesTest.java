package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.daemon.posix.PosixFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pid file and the lock file, from their opening to their removal. */
final class ProcessFilesTest {
  @TempDir Path folder;

  private Optional<String> file(String name) {
    return Optional.of(folder.resolve(name).toString());
  }

  @Test
  void thePidFileIsReadableForAllAndHoldsTheNumberAlone() throws Exception {
    PosixFiles.setUmask(077);
    Path path = Files.writeString(folder.resolve("pid"), "99999999 and more\n");
    ProcessFiles files = ProcessFiles.openPidFile(file("pid"));
    assertThat(path).hasContent("99999999 and more");

    files.writePid(42);

    assertThat(Files.readString(path)).isEqualTo("42\n");
    assertThat((int) Files.getAttribute(path, "unix:mode") & 0777).isEqualTo(0644);
  }

  @Test
  void bothFilesAreRemovedAtTheEnd() throws Exception {
    ProcessFiles files = ProcessFiles.openPidFile(file("pid"));
    files.lock(file("lock"));
    files.writePid(42);
    assertThat((int) Files.getAttribute(folder.resolve("lock"), "unix:mode") & 0777)
        .isEqualTo(0600);

    files.remove();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsNoPlainFileInThePlaceOfThePidFileKeepsItsMode() throws Exception {
    Path pipe = folder.resolve("pipe");
    new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor();

    ProcessFiles.openPidFile(file("pipe"));

    assertThat((int) Files.getAttribute(pipe, "unix:mode") & 0777).isEqualTo(0600);
  }

  @Test
  void aPidFileThatNeverBecameOursStays() throws Exception {
    Files.writeString(folder.resolve("pid"), "7\n");

    ProcessFiles.openPidFile(file("pid")).remove();

    assertThat(folder.resolve("pid")).hasContent("7");
  }

  @Test
  void filesThatCannotBeRemovedAreNoError() throws Exception {
    ProcessFiles files = ProcessFiles.openPidFile(file("pid"));
    files.writePid(42);
    Files.delete(folder.resolve("pid"));

    files.remove();
  }

  @Test
  void whatCannotBeOpenedIsNamed() {
    assertThatThrownBy(() -> ProcessFiles.openPidFile(file("no/pid")))
        .hasMessage(
            "Unable to open pid file: open " + folder + "/no/pid: No such file or directory");
    assertThatThrownBy(() -> ProcessFiles.openPidFile(Optional.empty()).lock(file("no/lock")))
        .hasMessageContaining("Cannot lock lockfile")
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void withoutNamesThereIsNothingToDo() throws Exception {
    ProcessFiles files = ProcessFiles.openPidFile(Optional.empty());
    files.lock(Optional.empty());
    files.writePid(1);
    files.remove();

    assertThat(folder).isEmptyDirectory();
  }
}

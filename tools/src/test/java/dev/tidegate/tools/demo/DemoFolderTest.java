package dev.tidegate.tools.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoFolderTest {
  @Test
  void holdsTheWorkerScriptAndIsRemovedWithAllThatHasComeIn(@TempDir Path parent)
      throws IOException {
    DemoFolder spool = DemoFolder.create(parent);
    assertThat(spool.workerProgram()).isExecutable();
    assertThat(spool.commandSocket().toString().length()).isLessThan(108);
    Files.createDirectories(spool.directory().resolve("a/b"));
    spool.remove();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void secondOneOfTheSameProcessGetsAnotherName(@TempDir Path parent) throws IOException {
    DemoFolder first = DemoFolder.create(parent);
    DemoFolder second = DemoFolder.create(parent);
    assertThat(second.directory()).isNotEqualTo(first.directory());
    first.remove();
    second.remove();
  }

  @Test
  void unusableTemporaryDirectoryIsPassedOver() throws IOException {
    assertThat(DemoFolder.parent(Optional.empty())).isEqualTo(Path.of("/tmp"));
    assertThat(DemoFolder.parent(Optional.of("/no/such/place"))).isEqualTo(Path.of("/tmp"));
    assertThat(DemoFolder.parent(Optional.of("relative"))).isEqualTo(Path.of("/tmp"));
  }

  @Test
  void workerScriptAnswersEachRequestWithOneLine(@TempDir Path parent) throws Exception {
    DemoFolder spool = DemoFolder.create(parent);
    Process worker =
        new ProcessBuilder("/bin/sh", spool.workerProgram().toString(), "-server").start();
    worker
        .getOutputStream()
        .write("scan Q1 mail/letter\nping\ntick 0\nrelayok 1 2\nscan Q2 x\n".getBytes(US_ASCII));
    worker.getOutputStream().close();
    assertThat(new String(worker.getInputStream().readAllBytes(), US_ASCII))
        .isEqualTo("ok\nPONG\ntock 0\nok 1\nok\n");
    assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
    spool.remove();
  }
}

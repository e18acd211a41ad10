package dev.tidegate.tools.ctl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PastFileTest {
  private static final Past PAST =
      new Past("e1", 12.5, Map.of(Metric.DIED, 3.0, Metric.SATURATED, 0.25));

  @TempDir private Path folder = Path.of("/nowhere");

  @Test
  void whatIsKeptIsFoundAgain() throws IOException {
    PastFile file = new PastFile(folder.resolve("past"));
    assertThat(file.load()).isEmpty();
    file.save(new Past("e0", 1, Map.of()));
    file.save(PAST);
    assertThat(file.load()).contains(PAST);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void aFileOfSomethingElseIsLeftAsItIs() throws IOException {
    Path other = Files.writeString(folder.resolve("shadow"), "root:x\n");
    assertThatThrownBy(() -> new PastFile(other).load()).hasMessageContaining("is no file of this");
    assertThat(other).hasContent("root:x");
  }

  @Test
  void aFileThatIsTooLongIsNotOurs() throws IOException {
    Path other =
        Files.writeString(folder.resolve("long"), "tidegate ctl check 1\n" + "x".repeat(4_096));
    assertThatThrownBy(() -> new PastFile(other).load()).hasMessageContaining("is no file of this");
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws IOException {
    for (String damage : new String[] {"", "uptime x\n", "uptime 1\nhats 3\n", "epoch e\n"}) {
      Path file = folder.resolve("damaged");
      Files.writeString(file, "tidegate ctl check 1\n" + damage);
      assertThat(new PastFile(file).load()).isEmpty();
    }
  }

  @Test
  void whatCannotBeWrittenIsTold() {
    PastFile file = new PastFile(folder.resolve("none/past"));
    assertThatThrownBy(() -> file.save(PAST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + file.path());
  }
}

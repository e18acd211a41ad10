package dev.tidegate.acceptance.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Image;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The image on a machine that has no Java and little else. */
@Order(2)
final class EmptyRootIT {

  private static final String INSTALLED = "/opt/tidegate/bin/mimedefang-multiplexor";
  private static final Duration STOP = Duration.ofSeconds(30);

  @Test
  void itWorksInAnEmptyRoot() throws IOException {
    try (EmptyRoot root = EmptyRoot.enter();
        Image image = Image.copiedTo(root.seenFromHere("/opt/tidegate"))) {
      assertThat(root.run("sh", "-c", "command -v java").status()).isNotZero();
      assertThat(root.run(INSTALLED, "-v").succeeded().output())
          .matches("mimedefang-multiplexor version [0-9.]+\n");
      assertThat(image.launcher()).isExecutable();

      try (ProgramUnderTest subject =
          ProgramUnderTest.startIn(root, List.of(INSTALLED), EmptyRoot.SHELL_WORKER)) {
        try (Wire listener = subject.listener()) {
          assertThat(listener.line()).isEqualTo("*OK");
          listener.send("?YZ\n");
        }
        assertThat(subject.ask("scan q1 /nowhere")).isEqualTo("ok scan q1 /nowhere\n");
        Path comm = Path.of("/proc/" + subject.handle().pid() + "/comm");
        assertThat(Files.readString(comm, ISO_8859_1)).isEqualTo("mimedefang-mult\n");
        assertThat(subject.stop(STOP)).isZero();
      }
    }
  }

  @Test
  void itIsADaemonInAnEmptyRoot() throws IOException {
    try (EmptyRoot root = EmptyRoot.enter();
        Image _ = Image.copiedTo(root.seenFromHere("/opt/tidegate"))) {
      Path spool = root.seenFromHere("/var/spool/tidegate");
      root.run("install", "-d", "-o", "defang", "/var/spool/tidegate").succeeded();
      root.run(
              INSTALLED,
              "-U",
              "defang",
              "-z",
              "/var/spool/tidegate",
              "-p",
              "/run/tidegate.pid",
              "-o",
              "lock",
              "-f",
              "/bin/cat")
          .succeeded();

      String pid = Files.readString(root.seenFromHere("/run/tidegate.pid"), ISO_8859_1).strip();
      Path socket = spool.resolve("mimedefang-multiplexor.sock");
      try (Wire wire = Wire.connect(socket)) {
        assertThat(wire.send("free\n").rest()).isEqualTo("2\n");
      }
      root.run("sh", "-c", "kill " + pid).succeeded();
      Until.holds("its socket is gone", () -> !Files.exists(socket));
    }
  }
}

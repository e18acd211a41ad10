package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of the whole program by SIGTERM, in a process of its own. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class GateEndTest {
  /** What a pipe takes before a write waits for a reader. */
  private static final String FULL_PIPE = "head -c 65536 /dev/zero; ";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("n.sock")));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void comesThoughNobodyReadsWhatItSays() throws Exception {
    Process gate = start(FULL_PIPE, "--dry-run");
    try (SocketChannel connection = server.accept()) {
      terminate(gate);
      assertThat(gate.waitFor(15, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(gate.exitValue()).isZero();
      assertThat(connection).isNotNull();
    } finally {
      gate.destroyForcibly();
    }
  }

  @Test
  void saysWhyThePortMayHaveStayedClosed() throws Exception {
    Path blocked = folder.resolve("blocked");
    Process gate =
        start(
            "",
            "--backend=command",
            "--open=test ! -e " + blocked + " || exit 3",
            "--close=true",
            "--shell",
            "--socket=" + folder.resolve("gate.sock"));
    try (SocketChannel connection = server.accept()) {
      Files.createFile(blocked);
      terminate(gate);
      String said = new String(gate.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(gate.waitFor()).isEqualTo(1);
      assertThat(said).contains("tidegate gate: the command to open ", "failed: status 3");
      assertThat(connection).isNotNull();
    } finally {
      gate.destroyForcibly();
    }
  }

  /** Unlike {@link Process#destroy()} this leaves its pipes open. */
  private static void terminate(Process gate) {
    assertThat(gate.toHandle().destroy()).isTrue();
  }

  private Process start(String before, String... options) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                before + "exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Gate.class.getName(),
                "--to=" + folder.resolve("n.sock")));
    words.addAll(List.of(options));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }
}

package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListeningPortsTest {
  private static final ListeningPorts PORTS = new ListeningPorts(Path.of("/proc"));

  @Test
  void processThatListensIsFound() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Set<ListeningPorts.Listening> found = PORTS.on(server.getLocalPort());
      assertThat(found).hasSize(1);
      assertThat(found.iterator().next().isLoopback()).isTrue();
      assertThat(PORTS.holders(found))
          .anyMatch(holder -> holder.pid() == ProcessHandle.current().pid())
          .noneMatch(ListeningPorts.Holder::isGate);
    }
  }

  @Test
  void portThatIsOpenToOthersIsNotLoopback() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      assertThat(PORTS.on(server.getLocalPort()))
          .hasSize(1)
          .noneMatch(ListeningPorts.Listening::isLoopback);
    }
  }

  @Test
  void socketThatTheKernelListsTwiceIsOne(@TempDir Path proc) throws Exception {
    String line = "   0: 0100007F:0019 00000000:0000 0A 0:0 0:0 0 0 0 4711 1\n";
    Files.writeString(
        Files.createDirectory(proc.resolve("net")).resolve("tcp"), "\n" + line + line);
    assertThat(new ListeningPorts(proc).on(25)).hasSize(1);
  }

  @Test
  void linesOfTheKernelAreUnderstood() {
    String end = " 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0";
    assertThat(ListeningPorts.parse("   0: 0100007F:0019 00000000:0000 0A" + end))
        .contains(new ListeningPorts.Listening(25, true, "4711"));
    assertThat(ListeningPorts.parse("   0: 00000000:024B 00000000:0000 0A" + end))
        .contains(new ListeningPorts.Listening(587, false, "4711"));
    assertThat(ListeningPorts.parse("   0: 00000000000000000000000001000000:0019 0:0000 0A" + end))
        .contains(new ListeningPorts.Listening(25, true, "4711"));
    assertThat(ListeningPorts.parse("   0: 0000000000000000FFFF00000100007F:0019 0:0000 0A" + end))
        .contains(new ListeningPorts.Listening(25, true, "4711"));
    assertThat(ListeningPorts.parse("   0: 0100007F:0019 0100007F:9C40 01" + end)).isEmpty();
    assertThat(ListeningPorts.parse("junk")).isEmpty();
    assertThat(ListeningPorts.parse("")).isEmpty();
  }
}

package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostCheckTest {
  private static final ListeningPorts PORTS = new ListeningPorts(Path.of("/proc"));

  @TempDir private Path proc = Path.of("/nowhere");

  private static CheckResult agentPort(ListeningPorts ports, InetSocketAddress address) {
    HostCheck check = new HostCheck();
    check.agentPort(ports, address);
    assertThat(check.findings()).hasSize(1);
    return check.findings().getFirst();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress address(ServerSocket server) {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  @Test
  void portForAgentChecksThatTheKernelMayChooseIsFree() {
    CheckResult finding =
        agentPort(PORTS, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    assertThat(finding.weight()).isEqualTo(CheckResult.Weight.GOOD);
  }

  @Test
  void portForAgentChecksThatIsTakenIsBadAndItsHolderIsNamed() throws IOException {
    try (ServerSocket taken = listening()) {
      CheckResult finding = agentPort(PORTS, address(taken));
      assertThat(finding.weight()).isEqualTo(CheckResult.Weight.BAD);
      assertThat(finding.text())
          .contains("could not listen", "in use")
          .contains("(process " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void portForAgentChecksOfARunningGateIsNotBad() throws IOException {
    try (ServerSocket taken = listening()) {
      lookLikeAGate(taken.getLocalPort());
      CheckResult finding = agentPort(new ListeningPorts(proc), address(taken));
      assertThat(finding.weight()).isEqualTo(CheckResult.Weight.DOUBTFUL);
      assertThat(finding.text()).contains("a gate answers there now, java (process 4711)");
    }
  }

  private void lookLikeAGate(int port) throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("net/tcp"),
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0 100 0 0 10 0
        """
            .formatted(port));
    Path process = proc.resolve("4711");
    Files.createDirectories(process.resolve("fd"));
    Files.createSymbolicLink(process.resolve("fd/7"), Path.of("socket:[99]"));
    Files.writeString(process.resolve("comm"), "java\n");
    Files.writeString(
        process.resolve("cmdline"), "java\0-cp\0x.jar\0" + Gate.class.getName() + "\0--to\0/x\0");
  }
}

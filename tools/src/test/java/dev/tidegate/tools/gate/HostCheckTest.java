package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class HostCheckTest {

  @Test
  void portForAgentChecksIsFreeOrTaken() throws IOException {
    InetSocketAddress address;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) taken.getLocalSocketAddress();
      HostCheck check = new HostCheck();
      check.agentPort(address);
      assertThat(check.findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.weight()).isEqualTo(CheckResult.Weight.BAD);
                assertThat(finding.text()).contains("could not listen", "in use");
              });
    }
    HostCheck check = new HostCheck();
    check.agentPort(address);
    assertThat(check.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.weight()).isEqualTo(CheckResult.Weight.GOOD));
  }
}

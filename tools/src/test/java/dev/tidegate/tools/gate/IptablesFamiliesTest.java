package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which kinds of addresses iptables is needed. */
final class IptablesFamiliesTest {
  @TempDir private Path folder;

  @Test
  void hostWithIpv6AddressesNeedsBoth() throws IOException {
    Path addresses =
        Files.writeString(
            folder.resolve("if_inet6"), "00000000000000000000000000000001 01 80 10 80       lo\n");
    assertThat(IptablesBackend.families(addresses)).containsExactly(true, false);
  }

  @Test
  void whereIpv6IsSwitchedOffOnlyIpv4IsNeeded() throws IOException {
    Path addresses = Files.createFile(folder.resolve("if_inet6"));
    assertThat(IptablesBackend.families(addresses)).containsExactly(true);
  }

  @Test
  void whereTheKernelHasNoIpv6OnlyIpv4IsNeeded() {
    assertThat(IptablesBackend.families(folder.resolve("none"))).containsExactly(true);
  }
}

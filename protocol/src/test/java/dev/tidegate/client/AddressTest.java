package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AddressTest {
  @Test
  void everyFormOfTheManualPageAndOfNetworkProgramsIsUnderstood() {
    Map.of(
            "/var/spool/x.sock", new Address.Local(Path.of("/var/spool/x.sock")),
            "unix:/x.sock", new Address.Local(Path.of("/x.sock")),
            "local:x.sock", new Address.Local(Path.of("x.sock")),
            "/odd:place/x:1", new Address.Local(Path.of("/odd:place/x:1")),
            "inet:4567", new Address.Tcp("127.0.0.1", 4567),
            "inet6:1", new Address.Tcp("::1", 1),
            "mx1.example.com:65535", new Address.Tcp("mx1.example.com", 65_535),
            "10.0.0.7:4567", new Address.Tcp("10.0.0.7", 4567),
            "[::1]:4567", new Address.Tcp("::1", 4567),
            "[fe80::1%eth0]:4567", new Address.Tcp("fe80::1%eth0", 4567))
        .forEach((text, address) -> assertThat(Address.parse(text)).isEqualTo(address));
  }

  @Test
  void whatIsOfferedToAllIsLookedForOnThisHost() {
    assertThat(Address.parse("inet_any:4567")).isEqualTo(new Address.Tcp("127.0.0.1", 4567));
    assertThat(Address.parse("inet6_any:4567")).isEqualTo(new Address.Tcp("::1", 4567));
  }

  @Test
  void itsTextIsAFormThatIsUnderstood() {
    for (String text : List.of("/x.sock", "./x.sock", "127.0.0.1:4567", "[::1]:4567", "mx:25")) {
      assertThat(Address.parse(text)).hasToString(text);
    }
    assertThat(Address.parse(Address.parse("unix:x").toString()).socketAddress())
        .isEqualTo(UnixDomainSocketAddress.of("./x"));
  }

  @Test
  void itLeadsToASocket() {
    assertThat(Address.parse("/x").socketAddress()).isEqualTo(UnixDomainSocketAddress.of("/x"));
    assertThat(Address.parse("inet:25").socketAddress())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 25));
  }

  @Test
  void whatIsWrongIsToldWithWhatToWrite() {
    Map.of(
            "", "is empty",
            "unix:", "names no path",
            "inet:", "has no port",
            "inet:0", "has no port",
            "inet6:65536", "has no port",
            "inet:+25", "has no port",
            "mx1:smtp", "has no port",
            ":4567", "names no host",
            "a b:4567", "names no host",
            "::1:4567", "needs brackets")
        .forEach(
            (text, what) ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> Address.parse(text))
                    .withMessageContainingAll("'" + text + "'", what, "HOST:PORT"));
  }

  @Test
  void aPathIsAsLongAsASocketsPathCanBe() {
    String longest = "/" + "x".repeat(Address.MAX_PATH_BYTES - 1);
    assertThat(Address.parse(longest)).hasToString(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse(longest + "x"))
        .withMessageContaining("longer than the 107 bytes");
  }
}

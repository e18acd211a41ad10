package dev.tidegate.tools.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Address;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SourceUriTest {
  @Test
  void socketIsNamedByHostAndPathOrPort() {
    String here = SourceUri.ofProgram("").replaceFirst("/$", "");
    assertThat(here).startsWith("tidegate://");
    assertThat(SourceUri.of(Address.parse("/run/notify.sock")))
        .isEqualTo(here + "/run/notify.sock");
    assertThat(SourceUri.of(Address.parse("inet:4567"))).isEqualTo(here + ":4567");
    assertThat(SourceUri.of(Address.parse("localhost:4567"))).isEqualTo(here + ":4567");
    assertThat(SourceUri.of(Address.parse("mx1.example.org:4567")))
        .isEqualTo("tidegate://mx1.example.org:4567");
    assertThat(SourceUri.of(Address.parse("[2001:db8::1]:4567")))
        .isEqualTo("tidegate://[2001:db8::1]:4567");
    assertThat(SourceUri.of(Address.parse("192.0.2.1:4567")))
        .isEqualTo("tidegate://192.0.2.1:4567");
  }

  @Test
  void strangeNamesStillGiveAUri() {
    for (String address :
        List.of("/run/with space/é%?#", "bad_name:4567", "a..b:1", "%%:7", "1.2.3:9", "x|y:1")) {
      String uri = SourceUri.of(Address.parse(address));
      assertThat(URI.create(uri).getScheme()).as(uri).isEqualTo("tidegate");
      assertThat(uri).isPrintable().doesNotContain(" ");
    }
  }
}

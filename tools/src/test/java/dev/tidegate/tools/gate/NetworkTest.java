package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.77/24, 192.0.2.0/24",
    "192.0.2.77, 192.0.2.77/32",
    "10.255.255.255/9, 10.128.0.0/9",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8:0:1::5/48, 2001:db8:0:0:0:0:0:0/48",
    "::1, 0:0:0:0:0:0:0:1/128"
  })
  void bitsBehindThePrefixDoNotCount(String text, String network) {
    assertThat(Network.parse(text)).hasToString(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.1",
        "10.0.0.0/",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0.0/1/2",
        "example.org",
        "localhost/8",
        "fe80::1%eth0",
        "10.0.0.0/24 }",
        "1234",
        "10.0.0.0/٣"
      })
  void whatIsNoNetworkIsRefusedWithASentence(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void networksInOthersAreLeftOut() {
    List<Network> networks =
        Stream.of("10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8", "11.0.0.0/8", "::/0", "fd00::/8")
            .map(Network::parse)
            .toList();
    assertThat(Network.withoutContained(networks))
        .extracting(Network::toString)
        .containsExactly("10.0.0.0/8", "11.0.0.0/8", "0:0:0:0:0:0:0:0/0");
  }

  @Test
  void familyIsThatOfTheAddress() {
    assertThat(Network.parse("10.0.0.0/8").isIpv4()).isTrue();
    assertThat(Network.parse("fd00::/8").isIpv4()).isFalse();
    assertThat(Network.parse("::ffff:10.0.0.1").isIpv4()).isTrue();
  }
}

package dev.tidegate.tools.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNamesTest {
  private final HostNames names = new HostNames(List.of("Status.Example.org"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1",
        "127.0.0.1:8925",
        "[::1]",
        "[::1]:8925",
        "status.example.org:8925"
      })
  void namesOfThisMachineAndGivenOnesAreKnown(String host) {
    assertThat(names.knows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8925",
        "evil.example:127.0.0.1",
        "localhost:80:80",
        "::1",
        "localhost:x",
        "127.0.0.2"
      })
  void otherNamesAreNot(String host) {
    assertThat(names.knows(host)).isFalse();
  }

  @Test
  void aNameThatIsTooLongIsNot() {
    assertThat(names.knows("localhost:" + "0".repeat(300))).isFalse();
  }
}

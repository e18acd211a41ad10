package dev.tidegate.tools.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.tools.dashboard.web.ListenAt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenOptionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {ListenOption.USUAL, "inet:80", "127.8.9.1:80", "[::1]:80", "localhost:80"})
  void thisMachinesOwnAddressesNeedNoLeave(String text) {
    assertThat(ListenOption.parse(text, false)).isInstanceOf(ListenAt.Port.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:80", "[::]:80", "192.0.2.1:80"})
  void anAddressForOthersIsRefusedUnlessItIsAllowed(String text) {
    assertThatThrownBy(() -> ListenOption.parse(text, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--allow-remote");
    assertThat(ListenOption.parse(text, true)).isInstanceOf(ListenAt.Port.class);
  }

  @Test
  void aPathIsAUnixSocket() {
    assertThat(ListenOption.parse("/run/x.sock", false)).hasToString("/run/x.sock");
  }

  @Test
  void theMultiplexorsWordForAllAddressesIsNotTakenForThisMachine() {
    assertThatThrownBy(() -> ListenOption.parse("inet_any:80", true))
        .hasMessageContaining("0.0.0.0:PORT");
  }
}

package dev.tidegate.tools.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActionTest {
  private static String command(String text) {
    return Action.parse(text).orElseThrow().command();
  }

  @Test
  void eachActionIsACommand() {
    assertThat(command("{\"action\":\"drain\",\"slot\":3}")).isEqualTo("drain 3");
    assertThat(command("{\"action\":\"resume\",\"slot\":3}")).isEqualTo("resume 3");
    assertThat(command("{\"action\":\"kill\",\"slot\":3,\"pid\":4711}")).isEqualTo("kill 3:4711");
    assertThat(command("{\"action\":\"reread\"}")).isEqualTo("reread");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "3",
        "null",
        "{",
        "{}",
        "{\"action\":3}",
        "{\"action\":{}}",
        "{\"action\":\"scan\"}",
        "{\"action\":\"drain\"}",
        "{\"action\":\"drain\",\"slot\":-1}",
        "{\"action\":\"drain\",\"slot\":1.5}",
        "{\"action\":\"drain\",\"slot\":\"3\\nreread\"}",
        "{\"action\":\"drain\",\"slot\":[3]}",
        "{\"action\":\"drain\",\"slot\":4294967296}",
        "{\"action\":\"drain\",\"slot\":1e999999999}",
        "{\"action\":\"kill\",\"slot\":3}",
        "{\"action\":\"kill\",\"slot\":3,\"pid\":true}"
      })
  void whatIsNotWholeIsNoAction(String text) {
    assertThat(Action.parse(text)).isEmpty();
  }
}

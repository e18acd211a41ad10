package dev.tidegate.tools.ctl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeTest {

  @ParameterizedTest
  @CsvSource({
    "10, -1, true",
    "10, 0, false",
    "10, 10, false",
    "10, 10.5, true",
    "10:, 9.9, true",
    "10:, 10, false",
    "10:, 1e9, false",
    "~:10, -1e9, false",
    "~:10, 10, false",
    "~:10, 11, true",
    "10:20, 9, true",
    "10:20, 10, false",
    "10:20, 20, false",
    "10:20, 21, true",
    "@10:20, 9, false",
    "@10:20, 10, true",
    "@10:20, 20, true",
    "@10:20, 21, false",
    "@0, 0, true",
    "@0, 1, false",
    "-5:-1, 0, true",
    "~:, 1e9, false",
    "0, 0, false",
    "0, 0.001, true"
  })
  void aValueAlertsAsTheGuidelinesHaveIt(String range, double value, boolean alerts) {
    assertThat(Range.parse(range).alerts(value, 0)).isEqualTo(alerts);
  }

  @ParameterizedTest
  @CsvSource({
    "80%, 10, 8, false",
    "80%, 10, 9, true",
    "80%, 0, 0, false",
    "50%:, 10, 4, true",
    "50%:, 10, 5, false",
    "1:80%, 400, 320, false"
  })
  void aShareIsOneOfTheWhole(String range, double whole, double value, boolean alerts) {
    assertThat(Range.parse(range).alerts(value, whole)).isEqualTo(alerts);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "0:10, 10",
    "10:, 10:",
    "~:10, ~:10",
    "@10:20, @10:20",
    "@10, @10",
    "80%, 8",
    "25%:, 2.5:",
    "~:, ~:",
    "0.5, 0.5"
  })
  void performanceDataHasNumbersOfTheWhole(String range, String text) {
    assertThat(Range.parse(range).text(10)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "@",
        "@:",
        "~",
        "a",
        "10:5",
        "1:2:3",
        "%",
        "10 ",
        "1,5",
        "~:~",
        "1e5",
        "--1",
        "1234567890123",
        "10:@20",
        "NaN",
        "Infinity"
      })
  void whatIsNoRangeIsRefusedWithASentence(String text) {
    assertThatThrownBy(() -> Range.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void numbersSayNoMoreThanThereIs() {
    assertThat(Range.number(10)).isEqualTo("10");
    assertThat(Range.number(100)).isEqualTo("100");
    assertThat(Range.number(0)).isEqualTo("0");
    assertThat(Range.number(0.5)).isEqualTo("0.5");
    assertThat(Range.number(1.0 / 3)).isEqualTo("0.333");
    assertThat(Range.number(123_456_789_012.0)).isEqualTo("123456789012");
  }
}

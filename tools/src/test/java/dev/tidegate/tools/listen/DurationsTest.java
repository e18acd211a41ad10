package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  @Test
  void spansHaveAUnitOrAreSeconds() {
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("30")).isEqualTo(Duration.ofSeconds(30));
    assertThat(Durations.parse("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Durations.parse("1h")).isEqualTo(Duration.ofHours(1));
    assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void whatIsNoSpanIsRefusedWithASentence() {
    for (String text : new String[] {"", "s", "-1s", "1.5s", "1 s", "1w", "1234567890s", "１s"}) {
      assertThatThrownBy(() -> Durations.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use 500ms");
    }
  }

  @Test
  void spansAreToldInWords() {
    assertThat(Durations.words(Duration.ofMillis(1_540))).isEqualTo("1.5 s");
    assertThat(Durations.words(Duration.ofSeconds(25))).isEqualTo("25 s");
    assertThat(Durations.words(Duration.ofMinutes(90))).isEqualTo("90 min");
  }
}

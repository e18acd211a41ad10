package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThresholdTest {

  @Test
  void shareIsOfAllWorkersAndIsRoundedUp() {
    Threshold share = Threshold.parse("30%");
    assertThat(share.workers(OptionalInt.of(40))).hasValue(12);
    assertThat(share.workers(OptionalInt.of(1))).hasValue(1);
    assertThat(share.workers(OptionalInt.empty())).isEmpty();
  }

  @Test
  void numberNeedsNoTotal() {
    assertThat(Threshold.parse("12").workers(OptionalInt.empty())).hasValue(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "0", "0%", "101%", "-1", "1.5", "30 %", "1000000", "x"})
  void anythingElseIsRefusedWithASentence(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.parse(text))
        .withMessageContaining("'" + text + "'");
  }
}

package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class AgentWordsTest {
  private static final AgentWords WORDS = new AgentWords(1, false);
  private static final AgentWords DRAINING = new AgentWords(1, true);

  private static RefusedShare refusal(int percent, OptionalInt serviceable) {
    return new RefusedShare(percent, serviceable, Duration.ofSeconds(15));
  }

  @Test
  void shareOfServiceableWorkersIsTheWeight() {
    assertThat(WORDS.of(refusal(0, OptionalInt.of(40)))).isEqualTo("up 40%\n");
  }

  @Test
  void whatIsNotKnownIsOpen() {
    assertThat(WORDS.of(refusal(0, OptionalInt.empty()))).isEqualTo("up 100%\n");
    assertThat(WORDS.open()).isEqualTo("up 100%\n");
  }

  @Test
  void closedIsTheLeastWeight() {
    assertThat(WORDS.of(refusal(100, OptionalInt.of(60)))).isEqualTo("up 1%\n");
  }

  @Test
  void noneServiceableIsTheLeastWeightAlsoWhileOpen() {
    assertThat(WORDS.of(refusal(0, OptionalInt.of(0)))).isEqualTo("up 1%\n");
  }

  @Test
  void refusedShareLowersTheWeight() {
    assertThat(WORDS.of(refusal(70, OptionalInt.of(50)))).isEqualTo("up 30%\n");
  }

  @Test
  void whoMayDrainAlwaysSaysWhatEndsIt() {
    assertThat(DRAINING.of(refusal(100, OptionalInt.of(0)))).isEqualTo("up drain 1%\n");
    assertThat(DRAINING.of(refusal(0, OptionalInt.of(0)))).isEqualTo("up ready 1%\n");
    assertThat(DRAINING.open()).isEqualTo("up ready 100%\n");
  }

  @Test
  void leastShareIsAShare() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AgentWords(101, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new AgentWords(-1, false));
  }
}

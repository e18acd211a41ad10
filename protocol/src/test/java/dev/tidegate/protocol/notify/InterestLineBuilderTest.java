package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InterestLineBuilderTest {
  private static final Interest LEVELS = Interest.parse("?YZ").orElseThrow();

  @Test
  void whatIsAskedForIsUnderstood() {
    InterestLine.Since.After event = new InterestLine.Since.After("5f2c90ab12cd34ef", 10_442);
    String line =
        new InterestLineBuilder(LEVELS).json().snapshot().heartbeat(10).since(event).line();
    assertThat(line).isEqualTo("?YZ json snapshot heartbeat=10 since=5f2c90ab12cd34ef:10442");
    InterestLine understood = InterestLine.parse(line).orElseThrow();
    assertThat(understood.interest()).isEqualTo(LEVELS);
    assertThat(understood.json()).isTrue();
    assertThat(understood.snapshot()).isTrue();
    assertThat(understood.heartbeatSeconds()).isEqualTo(10);
    assertThat(understood.since()).isEqualTo(event);
    assertThat(new InterestLineBuilder(LEVELS).line()).isEqualTo("?YZ");
  }

  @Test
  void aWordThatTheOriginalWouldTakeForATypeIsRefused() {
    for (String word : List.of("Snapshot", "x=F", "*", "a b", "", "\u00e9", "x\n", "x\u013d")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new InterestLineBuilder(LEVELS).word(word))
          .withMessageContaining("no word of an interest line");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new InterestLineBuilder(LEVELS)
                    .since(new InterestLine.Since.After("5F2C90AB12CD34EF", 1)));
  }

  @Test
  void theLineIsNotLongerThanServersTake() {
    String longest = "x".repeat(255 - "?YZ ".length());
    assertThat(new InterestLineBuilder(LEVELS).word(longest).line()).hasSize(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InterestLineBuilder(LEVELS).word(longest + "x"))
        .withMessageContaining("longer than 255 bytes");
  }

  @Test
  void aHeartbeatHasItsBounds() {
    for (int seconds : new int[] {0, -1, 3_601}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new InterestLineBuilder(LEVELS).heartbeat(seconds));
    }
    assertThat(new InterestLineBuilder(LEVELS).heartbeat(3_600).line())
        .isEqualTo("?YZ heartbeat=3600");
  }
}

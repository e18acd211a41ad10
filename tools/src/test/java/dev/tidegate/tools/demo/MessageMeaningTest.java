package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageMeaningTest {
  private static final List<String> EVERY_MESSAGE =
      List.of(
          "*OK",
          "*ERR 17 messages dropped: listener too slow",
          "B",
          "F 0",
          "F 1",
          "F 4",
          "R",
          "S 3 StateChange Stopped -> Idle",
          "S 3 StateChange Stopped -> Busy",
          "S 3 StateChange Idle -> Busy",
          "S 3 StateChange Busy -> Idle",
          "S 3 StateChange Busy -> Killed",
          "S 3 StateChange Busy -> Stopped",
          "S 3 StateChange Killed -> Stopped",
          "S 3 scan Q99",
          "S 3 looking for spam",
          "U",
          "Y",
          "Z",
          "Q of tomorrow");

  @Test
  void everyMessageHasAMeaningThatFitsBesideIt() {
    for (String message : EVERY_MESSAGE) {
      String words = MessageMeaning.of(ReceivedMessage.parse(message), 4).words();
      assertThat(words).as(message).isNotEmpty();
      assertThat(
              EventLine.painted(99_900, message, meaning(message), new DemoColours(false, false)))
          .hasSizeLessThanOrEqualTo(Block.WIDTH);
    }
  }

  @Test
  void freeWorkersAreCountedInGoodEnglish() {
    assertThat(meaning("F 0").words()).isEqualTo("no worker is free");
    assertThat(meaning("F 1").words()).isEqualTo("1 of 4 workers is free");
    assertThat(meaning("F 2").words()).isEqualTo("2 of 4 workers are free");
  }

  @Test
  void onlyKnownStatesMakeAChangeOfState() {
    assertThat(ReceivedMessage.parse("S 2 StateChange Busy -> Idle"))
        .isEqualTo(new ReceivedMessage.StateChanged(2, WorkerState.BUSY, WorkerState.IDLE));
    assertThat(ReceivedMessage.parse("S 2 StateChange Busy -> Asleep"))
        .isEqualTo(new ReceivedMessage.Tagged(2, "StateChange Busy -> Asleep"));
    assertThat(ReceivedMessage.parse("S 12 a tag"))
        .isEqualTo(new ReceivedMessage.Tagged(12, "a tag"));
    assertThat(ReceivedMessage.parse("F x")).isEqualTo(new ReceivedMessage.Unknown("F x"));
    assertThat(ReceivedMessage.parse("")).isEqualTo(new ReceivedMessage.Unknown(""));
  }

  @Test
  void deathAndClosingCatchTheEyeAndStatesDoNot() {
    assertThat(meaning("U").weight()).isEqualTo(Weight.ALARM);
    assertThat(meaning("Z").weight()).isEqualTo(Weight.CLOSES);
    assertThat(meaning("Y").weight()).isEqualTo(Weight.OPENS);
    assertThat(meaning("S 1 StateChange Idle -> Busy").weight()).isEqualTo(Weight.ROUTINE);
  }

  private static MessageMeaning meaning(String message) {
    return MessageMeaning.of(ReceivedMessage.parse(message), 4);
  }
}

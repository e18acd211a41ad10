package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import org.junit.jupiter.api.Test;

final class DemoModelTest {
  private final DemoModel picture = new DemoModel(4);

  @Test
  void beginsAsTheAnswerToStatusHasIt() {
    picture.adopt("IBSK", 100);
    assertThat(picture.letters()).isEqualTo("IBSK");
    assertThat(picture.free()).isEqualTo(2);
    assertThat(picture.slots().get(1).sinceMillis()).isEqualTo(100);
  }

  @Test
  void followsStatesTagsAndTheNumberOfFreeWorkers() {
    hear("S 0 StateChange Stopped -> Idle", 1);
    hear("S 0 StateChange Idle -> Busy", 2);
    hear("F 3", 2);
    hear("S 0 scan Q07", 2);
    hear("S 0 looking for spam", 5);
    assertThat(picture.letters()).isEqualTo("BSSS");
    assertThat(picture.free()).isEqualTo(3);
    assertThat(picture.slots().get(0))
        .isEqualTo(new DemoModel.SlotView(WorkerState.BUSY, 2, "Q07", "looking for spam"));
    hear("S 0 StateChange Busy -> Idle", 9);
    assertThat(picture.slots().get(0))
        .isEqualTo(new DemoModel.SlotView(WorkerState.IDLE, 9, "", ""));
  }

  @Test
  void gateTurnsAtEdgesOnlyAndRemembersSinceWhen() {
    hear("Z", 10);
    assertThat(picture.isOpen()).isFalse();
    hear("Z", 20);
    assertThat(picture.gateSinceMillis()).isEqualTo(10);
    hear("F 1", 30);
    assertThat(picture.isOpen()).isFalse();
    hear("Y", 30);
    assertThat(picture.isOpen()).isTrue();
    assertThat(picture.gateSinceMillis()).isEqualTo(30);
  }

  @Test
  void slotsThatItDoesNotHaveAreIgnored() {
    hear("S 4 StateChange Idle -> Busy", 1);
    hear("S 999999999 tag", 1);
    assertThat(picture.letters()).isEqualTo("SSSS");
  }

  private void hear(String line, long millis) {
    picture.hear(ReceivedMessage.parse(line), millis);
  }
}

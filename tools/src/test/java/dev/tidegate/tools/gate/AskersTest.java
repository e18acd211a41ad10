package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AskersTest {
  private final Askers askers = new Askers();

  private static long at(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000)).toNanos();
  }

  @Test
  void nobodyHasAsked() {
    assertThat(askers.knowThatAllIsOpen(at(0))).isTrue();
  }

  @Test
  void whoWasToldOtherwiseDoesNotKnow() {
    askers.answered("one", false, at(0));
    assertThat(askers.knowThatAllIsOpen(at(50))).isFalse();
  }

  @Test
  void whoHasNotAskedForAMinuteHasGone() {
    askers.answered("one", false, at(0));
    assertThat(askers.knowThatAllIsOpen(at(61))).isTrue();
  }

  @Test
  void everyoneHasToKnow() {
    askers.answered("one", false, at(0));
    askers.answered("two", false, at(0.1));
    askers.answered("one", true, at(1));
    askers.answered("one", true, at(9));
    assertThat(askers.knowThatAllIsOpen(at(9))).isFalse();
    askers.answered("two", true, at(9.1));
    assertThat(askers.knowThatAllIsOpen(at(9.1))).isFalse();
    assertThat(askers.knowThatAllIsOpen(at(12.5))).isTrue();
  }

  @Test
  void severalOfOneNameAreGivenTheTimeOfTheUsualInterval() {
    askers.answered("same", false, at(0));
    askers.answered("same", false, at(1));
    askers.answered("same", true, at(2));
    assertThat(askers.knowThatAllIsOpen(at(4.4))).isFalse();
    assertThat(askers.knowThatAllIsOpen(at(4.5))).isTrue();
  }

  @Test
  void whoAsksSeldomIsGivenLonger() {
    askers.answered("one", false, at(0));
    askers.answered("one", false, at(8));
    askers.answered("one", true, at(16));
    assertThat(askers.knowThatAllIsOpen(at(25.9))).isFalse();
    assertThat(askers.knowThatAllIsOpen(at(26))).isTrue();
  }

  @Test
  void whereAllHasLongBeenOpenNobodyIsWaitedFor() {
    for (int second = 0; second < 10; second++) {
      askers.answered("one", true, at(second));
    }
    assertThat(askers.knowThatAllIsOpen(at(9.1))).isTrue();
  }

  @Test
  void isBounded() {
    askers.answered("first", false, at(0));
    for (int count = 0; count < Askers.MOST - 1; count++) {
      askers.answered("other " + count, true, at(1));
    }
    assertThat(askers.knowThatAllIsOpen(at(10))).isFalse();
    askers.answered("one more", true, at(2));
    assertThat(askers.knowThatAllIsOpen(at(10))).isTrue();
  }
}

package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GateCommandQueueTest {
  private final GateCommandQueue orders = new GateCommandQueue(Duration.ofMinutes(1));

  @Test
  void lineBecomesAnOrderAndTheGateAnswers() {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> orders.answer("hold-open 1500ms"));
    GateCommand order = next();
    assertThat(order)
        .isInstanceOfSatisfying(
            GateCommand.HoldOpen.class,
            hold -> assertThat(hold.time()).contains(Duration.ofMillis(1500)));
    order.answer().complete("done\n");
    assertThat(answer.join()).isEqualTo("done\n");
  }

  @Test
  void otherOrdersHaveTheirWords() {
    given("hold-open");
    assertThat(next())
        .isInstanceOfSatisfying(
            GateCommand.HoldOpen.class, hold -> assertThat(hold.time()).isEmpty());
    given("resume");
    assertThat(next()).isInstanceOf(GateCommand.Resume.class);
    given("status");
    assertThat(next()).isInstanceOf(GateCommand.Status.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "Status",
        "hold-open ",
        "hold-open soon",
        "hold-open -1s",
        "hold-open 366d",
        "hold-open 31536001s",
        "hold-open 200000d",
        "hold-open 999999999d"
      })
  void anythingElseIsRefused(String line) {
    assertThat(orders.answer(line)).startsWith("error: ").endsWith("\n");
    assertThat(orders.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "1500ms", "999999999ms", "12d", "300h", "31536000s", "365d"})
  void timeThatAPersonWritesReachesTheGate(String text) {
    given(GateCommandQueue.holdOpen(Optional.of(GateText.time(text))));
    assertThat(next())
        .isInstanceOfSatisfying(
            GateCommand.HoldOpen.class,
            hold -> assertThat(hold.time()).contains(GateText.time(text)));
  }

  @Test
  void nobodyMayHoldItOpenByAccidentForLongerThanAYear() {
    Duration tooLong = Duration.ofDays(365).plusMillis(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateCommandQueue.holdOpen(Optional.of(tooLong)))
        .withMessageContaining("365 days at most");
    assertThat(orders.answer("hold-open 366d")).contains("365 days at most");
  }

  @Test
  void gateThatHangsIsToldAndAtMostSixtyFourOrdersWait() {
    GateCommandQueue hanging = new GateCommandQueue(Duration.ofMillis(1));
    for (int each = 0; each < 64; each++) {
      assertThat(hanging.answer("status")).startsWith("error: the gate has not answered for 1 ms");
    }
    assertThat(hanging.answer("status")).startsWith("error: 64 orders wait already");
  }

  private void given(String line) {
    Thread.ofVirtual().start(() -> orders.answer(line));
  }

  private GateCommand next() {
    while (true) {
      Optional<GateCommand> order = orders.next();
      if (order.isPresent()) {
        return order.get();
      }
      Thread.onSpinWait();
    }
  }
}

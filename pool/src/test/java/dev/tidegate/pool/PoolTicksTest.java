package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** SPEC: ticks. */
final class PoolTicksTest {
  private static final long SECOND = PoolFixture.SECOND;

  private final PoolFixture it =
      new PoolFixture(
          PoolSettings.builder()
              .maxWorkers(2)
              .tickIntervalSeconds(30)
              .parallelTicks(2)
              .logEvents(true));

  private List<String> sent() {
    return it.deeds.stream().filter(deed -> deed.startsWith("send")).toList();
  }

  @Test
  void eachTypeIsSentAndComesAgainAfterItsAnswer() {
    it.pass(30 * SECOND);
    assertThat(sent()).containsExactly("send 0 tick 0", "send 1 tick 1");
    assertThat(it.messages()).contains("S 0 tick 0", "S 1 tick 1");
    assertThat(it.log).contains("INFO Starting worker 1 (pid 102) (2 running): About to run tick");
    it.pass(7 * SECOND);
    it.answer(0, "tock 0");
    it.pass(30 * SECOND - 1);
    assertThat(sent()).hasSize(2);
    it.pass(1);
    assertThat(sent()).endsWith("send 0 tick 0").hasSize(3);
    assertThat(it.answers).isEmpty();
  }

  @Test
  void aTickIsSkippedWithAWarningIfNobodyIsFree() {
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/b");
    it.log.clear();
    it.pass(30 * SECOND);
    assertThat(it.log)
        .containsExactly(
            "WARNING Tick 0 skipped -- no free workers",
            "WARNING Tick 1 skipped -- no free workers");
    it.answer(0, "ok");
    it.pass(30 * SECOND);
    assertThat(sent()).endsWith("send 0 tick 0");
  }

  @Test
  void aTickThatTimesOutSaysBAndOneWhoseWorkerDiesSaysU() {
    it.pass(30 * SECOND);
    it.messages();
    it.die(1, 9);
    assertThat(it.messages()).startsWith("U", "S 1 StateChange Busy -> Stopped");
    it.pass(120 * SECOND);
    assertThat(it.messages()).contains("B", "S 0 StateChange Busy -> Killed");
  }

  @Test
  void ticksAreNotCountedInTheLoad() {
    it.pass(30 * SECOND);
    it.answer(0, "tock 0");
    assertThat(it.answerTo("load1 60")).startsWith("0 0.000000 0.000000 0 0.000000 0.000000 ");
    assertThat(it.answerTo("msgs")).isEqualTo("0\n");
  }
}

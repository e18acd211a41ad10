package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * SPEC: whatever takes the pool below its minimum, the first replacement comes {@code -w} later.
 */
final class PoolMinimumTest {
  private final PoolFixture it =
      new PoolFixture(PoolSettings.builder().minWorkers(1).maxWorkers(2).startIntervalSeconds(10));

  @Test
  void aWorkerThatDiesIsReplacedAfterTheWait() {
    it.die(0, 9);
    it.deeds.clear();

    it.pass(10 * PoolFixture.SECOND - 1);
    assertThat(it.deeds).isEmpty();
    it.pass(1);
    assertThat(it.deeds).containsExactly("spawn 0");
  }

  @Test
  void theWaitBeginsAnewWhenARequestHasRestoredTheMinimumMeanwhile() {
    it.die(0, 9);
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.pass(9 * PoolFixture.SECOND);
    it.die(0, 9);
    it.deeds.clear();

    it.pass(10 * PoolFixture.SECOND - 1);
    assertThat(it.deeds).isEmpty();
    it.pass(1);
    assertThat(it.deeds).containsExactly("spawn 0");
  }
}

package dev.tidegate.pool.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartBackoffTest {
  private static final long SECOND = 1_000_000_000L;

  private final StartBackoff backoff = new StartBackoff(1);

  @Test
  void twoFailedStartsInARowAreTolerated() {
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(backoff.allowsStart(0)).isTrue();
    assertThat(backoff.isHolding()).isFalse();
  }

  @Test
  void theThirdHoldsStartsBackForASecondGiveOrTakeAFifth() {
    fail(0);
    fail(0);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
    assertThat(backoff.allowedAtNanos()).isBetween(8 * SECOND / 10, 12 * SECOND / 10);
    assertThat(backoff.allowsStart(0)).isFalse();
    assertThat(backoff.allowsStart(backoff.allowedAtNanos())).isTrue();
  }

  @Test
  void eachFurtherFailureDoublesTheWaitUpToThirtySeconds() {
    fail(0);
    fail(0);
    fail(0);
    long[] expectedSeconds = {2, 4, 8, 16, 30};
    for (long seconds : expectedSeconds) {
      assertThat(fail(0)).isEqualTo(StartBackoff.Change.LONGER);
      assertThat(backoff.allowedAtNanos())
          .isBetween(seconds * SECOND * 8 / 10, seconds * SECOND * 12 / 10);
    }
  }

  @Test
  void theLongestWaitIsAnnouncedOnce() {
    for (int i = 0; i < 8; i++) {
      fail(0);
    }
    assertThat(backoff.holdNanos()).isEqualTo(30 * SECOND);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.AGAIN);
  }

  @Test
  void afterTheWaitOneWorkerIsLetThroughAndNoOtherBeforeItsAnswer() {
    fail(0);
    fail(0);
    fail(0);
    long over = backoff.allowedAtNanos();
    long probe = backoff.attempted();
    assertThat(backoff.allowsStart(over + 100 * SECOND)).isFalse();
    assertThat(backoff.allowedAtNanos()).isEqualTo(Long.MAX_VALUE);

    assertThat(backoff.answered(probe)).isTrue();
    assertThat(backoff.allowsStart(over)).isTrue();
    assertThat(backoff.isHolding()).isFalse();
  }

  @Test
  void anAnswerOfAWorkerStartedBeforeTheFailuresProvesNothing() {
    long before = backoff.attempted();
    fail(0);
    fail(0);
    fail(0);
    assertThat(backoff.answered(before)).isFalse();
    assertThat(backoff.isHolding()).isTrue();
  }

  @Test
  void anAnswerInBetweenBeginsTheRowAnew() {
    fail(0);
    fail(0);
    assertThat(backoff.answered(backoff.attempted())).isFalse();
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
  }

  @Test
  void aProbeThatGoesForAReasonOfOursLetsTheNextOneThrough() {
    fail(0);
    fail(0);
    fail(0);
    long over = backoff.allowedAtNanos();
    long probe = backoff.attempted();
    backoff.probeGone(probe);
    assertThat(backoff.allowsStart(over)).isTrue();
  }

  @Test
  void workersStartedBeforeTheWaitDoNotMakeItLongerByEndingToo() {
    long early = backoff.attempted();
    long earlier = backoff.attempted();
    fail(0);
    fail(0);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
    long over = backoff.allowedAtNanos();

    assertThat(backoff.failed(early, SECOND / 2)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(backoff.allowedAtNanos()).isEqualTo(over);

    backoff.attempted();
    assertThat(backoff.failed(earlier, over)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(backoff.allowsStart(over)).as("another start beside the probe").isFalse();
  }

  private StartBackoff.Change fail(long nowNanos) {
    return backoff.failed(backoff.attempted(), nowNanos);
  }
}

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
    assertThat(backoff.isHolding()).isFalse();
    assertThat(backoff.trialAtNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theThirdHoldsStartsBackForASecondGiveOrTakeAFifth() {
    fail(0);
    fail(0);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
    assertThat(backoff.isHolding()).isTrue();
    assertThat(backoff.trialAtNanos()).isBetween(8 * SECOND / 10, 12 * SECOND / 10);
  }

  @Test
  void eachFurtherFailureDoublesTheWaitUpToThirtySeconds() {
    fail(0);
    fail(0);
    fail(0);
    long[] expectedSeconds = {2, 4, 8, 16, 30};
    for (long seconds : expectedSeconds) {
      assertThat(fail(0)).isEqualTo(StartBackoff.Change.LONGER);
      assertThat(backoff.trialAtNanos())
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
  void noSecondTrialBeginsBeforeTheFirstIsReady() {
    fail(0);
    fail(0);
    fail(0);
    long trial = backoff.attempted();
    assertThat(backoff.trialAtNanos()).isEqualTo(Long.MAX_VALUE);

    assertThat(backoff.ready(trial)).isTrue();
    assertThat(backoff.isHolding()).isFalse();
  }

  @Test
  void aWorkerThatWasStartedBeforeTheFailuresProvesNothing() {
    long before = backoff.attempted();
    fail(0);
    fail(0);
    fail(0);
    assertThat(backoff.ready(before)).isFalse();
    assertThat(backoff.isHolding()).isTrue();
  }

  @Test
  void aReadyWorkerInBetweenBeginsTheRowAnew() {
    fail(0);
    fail(0);
    assertThat(backoff.ready(backoff.attempted())).isFalse();
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
  }

  @Test
  void aTrialThatGoesForAReasonOfOursIsFollowedByAnother() {
    fail(0);
    fail(0);
    fail(0);
    long due = backoff.trialAtNanos();
    long trial = backoff.attempted();
    backoff.trialGone(trial);
    assertThat(backoff.trialAtNanos()).isEqualTo(due);
  }

  @Test
  void workersStartedBeforeTheWaitDoNotMakeItLongerByEndingToo() {
    long early = backoff.attempted();
    long earlier = backoff.attempted();
    fail(0);
    fail(0);
    assertThat(fail(0)).isEqualTo(StartBackoff.Change.BEGAN);
    long due = backoff.trialAtNanos();

    assertThat(backoff.failed(early, SECOND / 2)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(backoff.trialAtNanos()).isEqualTo(due);

    backoff.attempted();
    assertThat(backoff.failed(earlier, due)).isEqualTo(StartBackoff.Change.NONE);
    assertThat(backoff.trialAtNanos()).as("another beside the trial").isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anOperatorsOrderEndsTheWait() {
    fail(0);
    fail(0);
    fail(0);
    assertThat(backoff.release()).isTrue();
    assertThat(backoff.isHolding()).isFalse();
    assertThat(fail(0)).as("the row begins anew").isEqualTo(StartBackoff.Change.NONE);
  }

  @Test
  void startsAreHeldBackForAProgramThatIsKnownNotToLoad() {
    backoff.hold(0);
    assertThat(backoff.trialAtNanos()).isBetween(8 * SECOND / 10, 12 * SECOND / 10);
    assertThat(backoff.ready(backoff.attempted())).isTrue();
  }

  private StartBackoff.Change fail(long nowNanos) {
    return backoff.failed(backoff.attempted(), nowNanos);
  }
}

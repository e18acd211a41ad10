package dev.tidegate.pool.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AutoscaleTest {
  private static final long SECOND = 1_000_000_000L;

  private final Autoscale autoscale = new Autoscale();
  private long nowNanos;

  @Test
  void theAverageTakesAQuarterOfEachLook() {
    look(1, 1);
    assertThat(autoscale.averageBusy()).isEqualTo(0.25);
    look(1, 2);
    assertThat(autoscale.averageBusy()).isEqualTo(0.75 * 0.25 + 0.25 * 0.5);
  }

  @Test
  void aPoolWithoutWorkersIsNotBusy() {
    look(0, 0);
    assertThat(autoscale.averageBusy()).isZero();
  }

  @Test
  void sixLooksAtAFullPoolAskForOneMoreWorker() {
    autoscale.started(nowNanos);
    for (int i = 0; i < 5; i++) {
      assertThat(look(2, 2)).isEqualTo(Autoscale.Decision.NONE);
    }
    assertThat(look(2, 2)).isEqualTo(Autoscale.Decision.OUT);
  }

  @Test
  void noneIsAskedForBeyondTheMaximum() {
    for (int i = 0; i < 20; i++) {
      assertThat(look(4, 4)).isNotEqualTo(Autoscale.Decision.OUT);
    }
  }

  @Test
  void aStartWithinFiveSecondsCoolsScalingOut() {
    for (int i = 0; i < 5; i++) {
      look(2, 2);
    }
    nowNanos += 15 * SECOND;
    autoscale.started(nowNanos - 5 * SECOND);
    assertThat(autoscale.decide(2, 2, 1, 4, nowNanos)).isEqualTo(Autoscale.Decision.NONE);
    assertThat(autoscale.decide(2, 2, 1, 4, nowNanos + 1)).isEqualTo(Autoscale.Decision.OUT);
  }

  @Test
  void anIdlePoolAboveItsMinimumShrinksEveryThirdLook() {
    assertThat(look(0, 3)).isEqualTo(Autoscale.Decision.IN);
    autoscale.scaledIn(nowNanos);
    assertThat(look(0, 2)).isEqualTo(Autoscale.Decision.NONE);
    assertThat(look(0, 2)).isEqualTo(Autoscale.Decision.NONE);
    assertThat(look(0, 2)).isEqualTo(Autoscale.Decision.IN);
  }

  @Test
  void anIdlePoolAtItsMinimumStays() {
    assertThat(look(0, 1)).isEqualTo(Autoscale.Decision.NONE);
  }

  private Autoscale.Decision look(int busy, int running) {
    nowNanos += 15 * SECOND;
    return autoscale.decide(busy, running, 1, 4, nowNanos);
  }
}

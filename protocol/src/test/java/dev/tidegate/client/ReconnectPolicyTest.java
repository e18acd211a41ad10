package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReconnectPolicyTest {
  private static final ReconnectPolicy.Exponential POLICY =
      new ReconnectPolicy.Exponential(Duration.ofMillis(100), Duration.ofSeconds(30));

  @Test
  void theBoundDoublesUpToTheMost() {
    assertThat(IntStream.rangeClosed(1, 11).mapToLong(each -> POLICY.bound(each).toMillis()))
        .containsExactly(
            100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L);
    assertThat(POLICY.bound(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theWaitIsAnywhereBetweenNothingAndTheBound() {
    Random random = new Random(1);
    long[] millis =
        IntStream.range(0, 10_000)
            .mapToLong(each -> POLICY.waitAfter(4, random).toMillis())
            .toArray();
    assertThat(Arrays.stream(millis)).allMatch(each -> each >= 1 && each <= 800);
    for (int eighth = 0; eighth < 8; eighth++) {
      long from = 100L * eighth;
      assertThat(Arrays.stream(millis).filter(each -> each > from && each <= from + 100))
          .hasSizeBetween(1_000, 1_500);
    }
  }

  @Test
  void whoNeverTriesAgainDoesNotWait() {
    assertThat(ReconnectPolicy.never().waitAfter(1, new Random(1))).isZero();
  }

  @Test
  void boundsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconnectPolicy.exponential(Duration.ZERO, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReconnectPolicy.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }
}

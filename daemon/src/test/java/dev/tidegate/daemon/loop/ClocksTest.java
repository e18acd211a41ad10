package dev.tidegate.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Now;
import org.junit.jupiter.api.Test;

final class ClocksTest {
  private long nanos = 5_000_000_000L;
  private long millis = 1_700_000_000_000L;
  private final Clocks clocks = new Clocks(() -> nanos, () -> millis);

  @Test
  void theMonotonicClockIsExactAndTheWallClockNoOlderThanAMillisecond() {
    nanos += 999_999;
    millis += 1;
    assertThat(clocks.now()).isEqualTo(new Now(5_000_999_999L, 1_700_000_000_000L));
    nanos += 1;
    assertThat(clocks.now()).isEqualTo(new Now(5_001_000_000L, 1_700_000_000_001L));
  }

  @Test
  void aWallClockThatWasSetIsFollowed() {
    nanos += 1_000_000;
    millis -= 3_600_000;
    assertThat(clocks.now().wallMillis()).isEqualTo(millis);
  }
}

package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Thousands of notices are kept; a map request has up to 64 KiB. */
final class FeedEventTest {
  private static final String LONG = "map m " + "k".repeat(200_000);
  private static final String CUT = LONG.substring(0, FeedEvent.COMMAND_BYTES);

  @Test
  void ofALongCommandOnlyItsBeginningIsKept() {
    assertThat(new FeedEvent.WorkerDied(0, 7, LONG, "", true, 9, false, 5).command())
        .isEqualTo(CUT);
    assertThat(new FeedEvent.BusyTimeout(0, 7, LONG, "", 5, 5).command()).isEqualTo(CUT);
    assertThat(new FeedEvent.BusyTimeout(0, 7, CUT, "", 5, 5).command()).isSameAs(CUT);
  }
}

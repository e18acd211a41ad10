package dev.tidegate.pool.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted since the start. */
final class CountersTest {
  private static final long MILLI = 1_000_000;

  @Test
  void aBucketHasItsUpperBoundAndWhatIsBeyondTheLastHasABucketToo() {
    Distribution times = new Distribution();
    times.add(0);
    times.add(MILLI);
    times.add(MILLI + 1);
    times.add(600_000 * MILLI);
    times.add(600_000 * MILLI + 1);
    List<Long> buckets = times.buckets();
    assertThat(buckets).hasSize(Distribution.BOUNDS_MILLIS.size() + 1);
    assertThat(buckets.get(0)).isEqualTo(2);
    assertThat(buckets.get(1)).isEqualTo(1);
    assertThat(buckets.get(buckets.size() - 2)).isEqualTo(1);
    assertThat(buckets.getLast()).isEqualTo(1);
    assertThat(times.count()).isEqualTo(5);
    assertThat(times.sumMillis()).isEqualTo(1_200_002);
  }

  @Test
  void aStopwatchAddsUpWhatWasTheCase() {
    Stopwatch watch = new Stopwatch();
    watch.set(false, 5);
    watch.set(true, 10);
    watch.set(true, 12);
    assertThat(watch.nanos(15)).isEqualTo(5);
    watch.set(false, 20);
    assertThat(watch.nanos(1_000)).isEqualTo(10);
    watch.set(true, 1_000);
    assertThat(watch.nanos(1_001)).isEqualTo(11);
  }

  @Test
  void kindsAndOutcomesAreCountedApart() {
    Counters counters = new Counters();
    counters.requests(RequestKind.SCAN).ended(Outcome.ANSWERED);
    counters.requests(RequestKind.SCAN).ended(Outcome.ANSWERED);
    counters.requests(RequestKind.MAP).ended(Outcome.QUEUE_TIMEOUT);
    Tally<Outcome> scans = counters.requests(RequestKind.SCAN).outcomes();
    assertThat(scans.count(Outcome.ANSWERED)).isEqualTo(2);
    assertThat(scans.total()).isEqualTo(2);
    Tally<Outcome> maps = counters.requests(RequestKind.MAP).outcomes();
    assertThat(maps.count(Outcome.QUEUE_TIMEOUT)).isEqualTo(1);
    assertThat(maps.count(Outcome.ANSWERED)).isZero();
  }
}

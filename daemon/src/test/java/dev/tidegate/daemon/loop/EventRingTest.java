package dev.tidegate.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.PoolTrace;
import org.junit.jupiter.api.Test;

final class EventRingTest {
  private final EventRing ring = new EventRing(Long.MAX_VALUE);
  private final PoolSettings settings = PoolSettings.builder().build();

  @Test
  void theLastThousandEventsAreKept() {
    for (int i = 0; i < 1_500; i++) {
      add(new Event.LineArrived(i, "scan"));
    }

    assertThat(trace().moments()).hasSize(1_000);
    assertThat(trace().missing()).isEqualTo(500);
    assertThat(trace().moments().getFirst().event()).isEqualTo(new Event.LineArrived(500, "scan"));
    assertThat(trace().moments().getLast().event()).isEqualTo(new Event.LineArrived(1_499, "scan"));
  }

  @Test
  void longTextsAreKeptUpToABoundAndNotByTheThousand() {
    String long64KiB = "x".repeat(65_536);
    for (int i = 0; i < 3_000; i++) {
      add(new Event.LineArrived(i, long64KiB));
      add(new Event.WorkerAnswered(0, long64KiB, false));
    }

    assertThat(trace().moments()).hasSize(EventRing.MAX_TEXT_BYTES / 65_536);
    assertThat(trace().missing() + trace().moments().size()).isEqualTo(6_000);

    for (int i = 0; i < 1_000; i++) {
      add(new Event.DeadlineReached());
    }
    assertThat(trace().moments()).hasSize(1_000);
    add(new Event.LineArrived(1, long64KiB));
    assertThat(trace().moments()).hasSize(1_000);
  }

  private void add(Event event) {
    ring.add(event, new Now(0, 0));
  }

  private PoolTrace trace() {
    return ring.trace(settings);
  }
}

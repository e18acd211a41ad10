package dev.tidegate.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.PoolInput;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.settings.PoolSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventRingTest {
  private static final Now MADE = new Now(-1, -2);

  private final EventRing ring = new EventRing(Long.MAX_VALUE);
  private final PoolSettings settings = PoolSettings.builder().build();

  @Test
  void theLastThousandEventsAreKept() {
    for (int i = 0; i < 1_500; i++) {
      add(new Event.LineArrived(i, "scan"));
    }

    assertThat(trace().moments()).hasSize(1_000);
    assertThat(trace().missing()).isEqualTo(500);
    assertThat(trace().moments().getFirst().input()).isEqualTo(new Event.LineArrived(500, "scan"));
    assertThat(trace().moments().getLast().input()).isEqualTo(new Event.LineArrived(1_499, "scan"));
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

  @Test
  void servedListenersStandBetweenTheEventsAsTheyWere() {
    ready(1);
    add(new Event.Started());
    ready(2);
    ready(3);
    add(new Event.DeadlineReached());
    ready(4);

    assertThat(trace().missing()).isZero();
    assertThat(trace().made()).isEqualTo(MADE);
    assertThat(trace().moments().stream().map(PoolTrace.Moment::input).toList())
        .containsExactly(
            new ListenerReady(1, 100),
            new Event.Started(),
            new ListenerReady(2, 100),
            new ListenerReady(3, 100),
            new Event.DeadlineReached(),
            new ListenerReady(4, 100));
  }

  @Test
  void servedListenersNeverDisplaceAnEventAndWhatIsMissingIsCounted() {
    add(new Event.Started());
    for (int id = 0; id < EventRing.READIES + 10; id++) {
      ready(id);
    }
    add(new Event.DeadlineReached());

    assertThat(trace().missing()).isEqualTo(10);
    List<PoolInput> inputs = trace().moments().stream().map(PoolTrace.Moment::input).toList();
    assertThat(inputs).hasSize(EventRing.READIES + 2);
    assertThat(inputs.getFirst()).isEqualTo(new Event.Started());
    assertThat(inputs.get(1)).isEqualTo(new ListenerReady(10, 100));
    assertThat(inputs.getLast()).isEqualTo(new Event.DeadlineReached());
  }

  @Test
  void whatWasServedBeforeTheOldestEventIsLeftOut() {
    add(new Event.Started());
    ready(1);
    for (int i = 0; i < EventRing.EVENTS; i++) {
      add(new Event.DeadlineReached());
    }
    ready(2);

    assertThat(trace().missing()).isEqualTo(2);
    assertThat(trace().moments()).hasSize(EventRing.EVENTS + 1);
    assertThat(trace().moments().getLast().input()).isEqualTo(new ListenerReady(2, 100));
  }

  private void ready(long id) {
    ring.addListenerReady(id, 100, new Now(0, 0));
  }

  private void add(Event event) {
    ring.add(event, new Now(0, 0));
  }

  private PoolTrace trace() {
    return ring.trace(settings, MADE);
  }
}

package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of the past, and for how many it is printed. */
final class RingTest {
  private static final CountsAt PRESENT = counts(0, 0, 0);
  private static final int MAX_BYTES = 10_000;

  private final Ring ring = new Ring(100, MAX_BYTES, 2, 0);

  @Test
  void theOldestEventsGoSoonerWhereTheirTextsAreLong() {
    for (int event = 1; event <= 100; event++) {
      ring.add(new FeedEvent.Tagged(0, 7, "x".repeat(63)), PRESENT.counts(), PRESENT.now());
    }
    // Each holds its tag, and the one before it.
    assertThat(ring.lastSeq() - ring.oldestSeq() + 1).isEqualTo(MAX_BYTES / 126);
    ring.add(
        new FeedEvent.BusyTimeout(0, 7, "y".repeat(4_000), "q".repeat(1_000), 1, 5),
        PRESENT.counts(),
        PRESENT.now());
    assertThat(ring.lastSeq() - ring.oldestSeq() + 1).isEqualTo(1 + 5_000 / 126);
    for (int event = 0; event < 200; event++) {
      ring.add(new FeedEvent.NoneFree(), PRESENT.counts(), PRESENT.now());
    }
    assertThat(ring.lastSeq() - ring.oldestSeq() + 1).isEqualTo(100);
    assertThatThrownBy(() -> ring.event(ring.oldestSeq() - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEventThatIsLongerThanTheBoundIsKeptAlone() {
    ring.add(new FeedEvent.NoneFree(), PRESENT.counts(), PRESENT.now());
    Ring small = new Ring(100, 10, 2, 0);
    small.add(new FeedEvent.NoneFree(), PRESENT.counts(), PRESENT.now());
    small.add(new FeedEvent.Tagged(0, 7, "x".repeat(63)), PRESENT.counts(), PRESENT.now());
    assertThat(small.oldestSeq()).isEqualTo(2);
    small.add(new FeedEvent.NoneFree(), PRESENT.counts(), PRESENT.now());
    assertThat(small.oldestSeq()).isEqualTo(3);
  }

  @Test
  void aCommandIsKeptWithTheEventThatEndsIt() {
    change(WorkerState.STOPPED, WorkerState.IDLE, "");
    change(WorkerState.IDLE, WorkerState.BUSY, "scan q1 /tmp/x");
    ring.add(new FeedEvent.Tagged(1, 7, "scan q1"), PRESENT.counts(), PRESENT.now());
    ring.add(new FeedEvent.Tagged(1, 7, "Reading"), PRESENT.counts(), PRESENT.now());
    change(WorkerState.BUSY, WorkerState.KILLED, "");
    change(WorkerState.KILLED, WorkerState.STOPPED, "");
    List<String> past = new ArrayList<>();
    for (long seq = 1; seq <= 7; seq++) {
      SlotView view = ring.slotBefore(1, seq);
      past.add(view.to().word() + " " + view.pid() + " " + view.command() + " " + view.tag());
    }
    assertThat(past)
        .containsExactly(
            "Stopped -1  ",
            "Idle 7  ",
            "Busy 7 scan q1 /tmp/x ",
            "Busy 7 scan q1 /tmp/x scan q1",
            "Busy 7 scan q1 /tmp/x Reading",
            "Killed 7  ",
            "Stopped -1  ");
  }

  private void change(WorkerState from, WorkerState to, String command) {
    ring.add(
        new FeedEvent.StateChanged(1, 7, from, to, "", command), PRESENT.counts(), PRESENT.now());
  }

  @Test
  void allWhoAskWithinAMomentShareOneState() {
    CountsAt[] now = {PRESENT};
    FeedSettings settings = new FeedSettings(100, MAX_BYTES, 9, 2, "0", "1", "h");
    FeedState source = new FeedState(settings, () -> now[0]);
    StateAt state = source.state();
    assertThat(source.state()).isSameAs(state);
    now[0] = counts(0, 99_999_999L, 99);
    assertThat(source.state()).isSameAs(state);
    now[0] = counts(1, 99_999_999L, 99);
    assertThat(source.state().counts()).isEqualTo(now[0]);
    now[0] = counts(1, 300_000_000L, 300);
    assertThat(source.state().counts()).isEqualTo(now[0]);
    source.ring.add(new FeedEvent.NoneFree(), now[0].counts(), now[0].now());
    assertThat(source.state().untilSeq()).isEqualTo(2);
  }

  @Test
  void aSlotOfTheLatestStateIsPrintedOnceAndNoMoreIsKeptThanAllowed() {
    SnapshotCache shared = new SnapshotCache(3, 10);
    StateAt state = new StateAt(1, 1, false, PRESENT);
    int[] printed = {0};
    for (int round = 0; round < 1_000; round++) {
      shared.text(state, 0, () -> print(printed, 8));
    }
    assertThat(printed[0]).isEqualTo(1);
    for (int round = 0; round < 3; round++) {
      shared.text(state, 1, () -> print(printed, 8));
    }
    assertThat(printed[0]).isEqualTo(4);
    StateAt later = new StateAt(2, 1, false, PRESENT);
    shared.text(later, 0, () -> print(printed, 8));
    shared.text(later, 0, () -> print(printed, 8));
    assertThat(printed[0]).isEqualTo(5);
    // Who stands at an earlier place has its own, and takes nothing from the others.
    shared.text(state, 0, () -> print(printed, 8));
    shared.text(later, 0, () -> print(printed, 8));
    assertThat(printed[0]).isEqualTo(6);
  }

  @Test
  void aSlotThatWasAddedHasATextOfItsOwnToo() {
    SnapshotCache shared = new SnapshotCache(1, 100);
    StateAt state = new StateAt(1, 1, false, PRESENT);
    int[] printed = {0};
    for (int round = 0; round < 2; round++) {
      shared.text(state, 0, () -> print(printed, 8));
      shared.text(state, 5, () -> print(printed, 8));
    }
    assertThat(printed[0]).isEqualTo(2);
  }

  private static byte[] print(int[] printed, int bytes) {
    printed[0]++;
    return new byte[bytes];
  }

  private static CountsAt counts(int queued, long nanos, long wallMillis) {
    return new CountsAt(new PoolCounts(2, 1, 0, 1, 0, queued, 2), new Now(nanos, wallMillis));
  }
}

package dev.tidegate.pool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The last words of workers, within bounds. */
final class StderrTailsTest {
  private final List<Slot> slots = new Workers(3, 0).slots();

  @Test
  void theLastLinesOfASlotAreKept() {
    StderrTails tails = new StderrTails(1 << 20);
    for (int line = 0; line < 100; line++) {
      tails.add(slots.get(1), "line " + line);
    }
    assertThat(slots.get(1).stderr(100))
        .isEqualTo(IntStream.range(80, 100).mapToObj(line -> "line " + line).toList());
    assertThat(slots.get(1).stderr(2)).containsExactly("line 98", "line 99");
    assertThat(slots.get(0).stderr(5)).isEmpty();
  }

  @Test
  void whatIsTooMuchForAllTogetherIsForgottenFromTheOldestOn() {
    StderrTails tails = new StderrTails(1_000);
    tails.add(slots.get(0), "the first");
    for (int line = 0; line < 4; line++) {
      tails.add(slots.get(1), "a".repeat(40));
    }
    assertThat(slots.get(0).stderr(5)).containsExactly("the first");
    tails.add(slots.get(2), "b".repeat(40));
    assertThat(slots.get(0).stderr(5)).isEmpty();
    assertThat(slots.get(1).stderr(5)).hasSize(4);
    assertThat(tails.bytes()).isEqualTo(1_000);
  }

  @Test
  void oneLineBeyondAllBoundsLeavesNothing() {
    StderrTails tails = new StderrTails(1_000);
    tails.add(slots.get(0), "a");
    tails.add(slots.get(1), "b".repeat(1_000));
    assertThat(slots.get(0).stderr(5)).isEmpty();
    assertThat(slots.get(1).stderr(5)).isEmpty();
    assertThat(tails.bytes()).isZero();
  }

  @Test
  void anotherWorkerInTheSlotBeginsAnew() {
    StderrTails tails = new StderrTails(1_000);
    tails.add(slots.get(0), "old");
    tails.add(slots.get(1), "other");
    tails.clear(slots.get(0));
    assertThat(slots.get(0).stderr(5)).isEmpty();
    assertThat(slots.get(1).stderr(5)).containsExactly("other");
    tails.add(slots.get(0), "new");
    assertThat(slots.get(0).stderr(5)).containsExactly("new");
  }
}

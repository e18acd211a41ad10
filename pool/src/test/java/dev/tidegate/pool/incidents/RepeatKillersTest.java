package dev.tidegate.pool.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RepeatKillersTest {
  private static int end(RepeatKillers killers, String key, int times) {
    int count = 0;
    for (int time = 0; time < times; time++) {
      count = killers.ended(key);
    }
    return count;
  }

  @Test
  void fromTheThirdWorkerOnAMessageIsARepeatKiller() {
    RepeatKillers killers = new RepeatKillers();
    assertThat(end(killers, "q1", 2)).isEqualTo(2);
    assertThat(killers.count("q1")).isZero();
    assertThat(killers.seen()).isZero();
    assertThat(end(killers, "q1", 2)).isEqualTo(4);
    assertThat(killers.count("q1")).isEqualTo(4);
    assertThat(killers.count("q2")).isZero();
    assertThat(killers.seen()).isEqualTo(1);
  }

  @Test
  void itIsLoggedAtTheThirdAndAtEachPowerOfTen() {
    assertThat(IntStream.rangeClosed(1, 100_000).filter(RepeatKillers::isLoggedAt))
        .containsExactly(3, 10, 100, 1_000, 10_000, 100_000);
    assertThat(RepeatKillers.isLoggedAt(Integer.MAX_VALUE)).isFalse();
    assertThat(RepeatKillers.isLoggedAt(1_000_000_000)).isTrue();
  }

  @Test
  void theMessageThatWasCountedLeastRecentlyIsForgotten() {
    RepeatKillers killers = new RepeatKillers();
    end(killers, "old", 3);
    end(killers, "kept", 3);
    for (int number = 2; number < RepeatKillers.MOST_KEYS; number++) {
      killers.ended("q" + number);
    }
    killers.ended("kept");
    killers.ended("one more");
    assertThat(killers.size()).isEqualTo(RepeatKillers.MOST_KEYS);
    assertThat(killers.count("old")).isZero();
    assertThat(killers.count("kept")).isEqualTo(4);
    assertThat(killers.ended("q2")).isEqualTo(2);
  }
}

package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final Timers timers = new Timers();
  private final List<String> fired = new ArrayList<>();

  @Test
  void noDeadlineWithoutTimer() {
    assertThat(timers.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theEarliestFiresFirstAndOneAtATime() {
    timers.set(named("late"), 20);
    timers.set(named("early"), 10);

    timers.fireNext(30);
    assertThat(fired).containsExactly("early");
    timers.fireNext(30);
    assertThat(fired).containsExactly("early", "late");
  }

  @Test
  void oneThatIsExpectedKeepsItsPlaceUntilItIsExpectedAtAnotherTime() {
    Timer expected = named("expected");
    timers.expect(expected, 10);
    timers.set(named("other"), 10);
    timers.expect(expected, 10);
    timers.fireNext(10);
    assertThat(fired).containsExactly("expected");
    timers.expect(expected, 20);
    timers.expect(expected, Long.MAX_VALUE);
    timers.fireNext(30);
    timers.fireNext(30);
    assertThat(fired).containsExactly("expected", "other");
  }

  @Test
  void equalDeadlinesFireInTheOrderInWhichTheyWereSet() {
    for (int i = 0; i < 100; i++) {
      timers.set(named("t" + i), 10);
    }
    for (int i = 0; i < 100; i++) {
      timers.fireNext(10);
      assertThat(fired.getLast()).isEqualTo("t" + i);
    }
  }

  @Test
  void nothingFiresBeforeItsTime() {
    timers.set(named("t"), 10);
    timers.fireNext(9);
    assertThat(fired).isEmpty();
    timers.fireNext(10);
    assertThat(fired).containsExactly("t");
  }

  @Test
  void aTimerSetAnewHasItsNewDeadlineOnly() {
    Timer timer = named("t");
    timers.set(timer, 10);
    timers.set(timer, 20);
    timers.fireNext(15);
    assertThat(fired).isEmpty();
    assertThat(timers.nextDeadlineNanos()).isEqualTo(20);
  }

  @Test
  void anyMixtureOfSettingAndCancellingFiresWhatIsLeftInOrder() {
    SplittableRandom random = new SplittableRandom(4711);
    List<Timer> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(named("t" + i));
    }
    for (int round = 0; round < 20_000; round++) {
      Timer timer = all.get(random.nextInt(all.size()));
      if (random.nextInt(3) == 0) {
        timers.cancel(timer);
      } else {
        timers.set(timer, random.nextInt(500));
      }
    }
    long left = all.stream().filter(Timer::isSet).count();
    long last = Long.MIN_VALUE;
    for (long i = 0; i < left; i++) {
      assertThat(timers.nextDeadlineNanos()).isGreaterThanOrEqualTo(last);
      last = timers.nextDeadlineNanos();
      timers.fireNext(last);
    }
    assertThat(fired).hasSize((int) left).doesNotHaveDuplicates();
    assertThat(timers.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  private Timer named(String name) {
    return new Timer(() -> fired.add(name));
  }
}

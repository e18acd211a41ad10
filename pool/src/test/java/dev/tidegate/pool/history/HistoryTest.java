package dev.tidegate.pool.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.pool.counters.CommandClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final long MILLI_NANOS = 1_000_000;

  private final History history = new History(4);

  @Test
  void anEmptyWindowHasTheAverageThatItsReportWants() {
    Window none = history.lastSeconds(CommandClass.SCAN, 600, 5);
    assertThat(none).isEqualTo(Window.EMPTY);
    assertThat(none.averageBusy(1)).isEqualTo(1);
    assertThat(none.averageBusy(0)).isZero();
    assertThat(none.averageMillis()).isZero();
    assertThat(none.spanSeconds()).isZero();
  }

  @Test
  void tenSecondsAreTheCurrentOneAndTheNineBefore() {
    history.requestEnded(CommandClass.SCAN, 100, 0, 1, 0);
    assertThat(history.lastSeconds(CommandClass.SCAN, 10, 100).count()).isEqualTo(1);
    assertThat(history.lastSeconds(CommandClass.SCAN, 10, 109).count()).isEqualTo(1);
    assertThat(history.lastSeconds(CommandClass.SCAN, 10, 110).count()).isZero();
    assertThat(history.lastSeconds(CommandClass.SCAN, 1, 100).count()).isEqualTo(1);
  }

  @Test
  void averagesAreOverTheRequestsOfTheWindow() {
    history.requestEnded(CommandClass.SCAN, 100, 1000, 1, 100 * MILLI_NANOS);
    history.requestEnded(CommandClass.SCAN, 100, 1000, 2, 300 * MILLI_NANOS);
    history.requestEnded(CommandClass.SCAN, 104, 1004, 4, 500 * MILLI_NANOS);
    Window window = history.lastSeconds(CommandClass.SCAN, 10, 105);
    assertThat(window.count()).isEqualTo(3);
    assertThat(window.averageBusy(0)).isCloseTo(7.0 / 3, within(1e-9));
    assertThat(window.averageMillis()).isCloseTo(300, within(1e-9));
    assertThat(window.spanSeconds()).isEqualTo(4);
    assertThat(history.lastSeconds(CommandClass.SCAN, 1, 104).averageMillis()).isEqualTo(500);
  }

  @Test
  void classesAreCountedApartAndOtherCommandsNever() {
    for (CommandClass each : CommandClass.values()) {
      history.requestEnded(each, 1, 1, 1, 1);
    }
    for (CommandClass each : CommandClass.values()) {
      long expected = each.counted() ? 1 : 0;
      assertThat(history.lastSeconds(each, 600, 1).count()).as(each.name()).isEqualTo(expected);
      assertThat(history.lastHours(each, 24, 1).count()).as(each.name()).isEqualTo(expected);
    }
  }

  @Test
  void hoursAreThoseOfTheClock() {
    history.requestEnded(CommandClass.RELAYOK, 0, 3599, 1, 0);
    history.requestEnded(CommandClass.RELAYOK, 1, 3600, 1, 0);
    assertThat(history.lastHours(CommandClass.RELAYOK, 1, 3600).count()).isEqualTo(1);
    assertThat(history.lastHours(CommandClass.RELAYOK, 4, 3600).count()).isEqualTo(2);
    assertThat(history.lastHours(CommandClass.RELAYOK, 4, 3600).spanSeconds()).isEqualTo(1);
    assertThat(history.lastHours(CommandClass.RELAYOK, 4, 4 * 3600 - 1).count()).isEqualTo(2);
    assertThat(history.lastHours(CommandClass.RELAYOK, 4, 4 * 3600).count()).isEqualTo(1);
    assertThat(history.lastHours(CommandClass.RELAYOK, 24, 24 * 3600).count()).isEqualTo(1);
    assertThat(history.lastHours(CommandClass.RELAYOK, 24, 25 * 3600).count()).isZero();
  }

  @Test
  void wallClockThatIsSetBackNeverGivesANegativeSpan() {
    history.requestEnded(CommandClass.SCAN, 0, 7000, 1, 0);
    history.requestEnded(CommandClass.SCAN, 1, 3700, 1, 0);
    Window hour = history.lastHours(CommandClass.SCAN, 1, 3700);
    assertThat(hour.count()).isEqualTo(2);
    assertThat(hour.spanSeconds()).isEqualTo(3300);
    history.requestEnded(CommandClass.SCAN, 2, -100_000, 1, 0);
    assertThat(history.lastHours(CommandClass.SCAN, 24, -100_000).count()).isEqualTo(1);
  }

  @Test
  void startsAndReapsAreCountedApart() {
    history.activated(10);
    history.activated(11);
    history.reaped(12);
    assertThat(history.activationsInLast(10, 12)).isEqualTo(2);
    assertThat(history.activationsInLast(10, 20)).isEqualTo(1);
    assertThat(history.reapsInLast(10, 12)).isEqualTo(1);
  }

  @Test
  void histogramCountsHowManyWereBusy() {
    history.becameBusy(1);
    history.becameBusy(4);
    history.becameBusy(4);
    assertThat(history.timesBusy()).containsExactly(1, 0, 0, 2);
  }

  @Test
  void windowsBeyondTheBoundsAreRefused() {
    assertThatThrownBy(() -> history.lastSeconds(CommandClass.SCAN, 601, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history.lastSeconds(CommandClass.SCAN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history.lastHours(CommandClass.SCAN, 25, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void randomTrafficIsSummedUpAsAPlainListIs() {
    record Ended(long second, int busy, long nanos) {}
    Random random = new Random(6);
    List<Ended> all = new ArrayList<>();
    long second = -1000;
    for (int run = 0; run < 3000; run++) {
      second += random.nextInt(4) == 0 ? random.nextInt(random.nextInt(50) == 0 ? 900 : 3) : 0;
      Ended ended = new Ended(second, 1 + random.nextInt(4), random.nextInt(1_000_000_000));
      all.add(ended);
      history.requestEnded(
          CommandClass.RECIPOK, ended.second, ended.second, ended.busy, ended.nanos);
      int seconds = 1 + random.nextInt(600);
      long now = second;
      List<Ended> within = all.stream().filter(each -> each.second > now - seconds).toList();
      Window window = history.lastSeconds(CommandClass.RECIPOK, seconds, now);
      assertThat(window.count()).isEqualTo(within.size());
      assertThat(window.busy()).isEqualTo(within.stream().mapToLong(Ended::busy).sum());
      assertThat(window.nanos()).isEqualTo(within.stream().mapToLong(Ended::nanos).sum());
    }
  }
}

package dev.tidegate.tools.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is said of how delivering goes, and how long it waits, on a clock of its own. */
final class DeliveryLogTest {
  private final List<String> said = new ArrayList<>();
  private long nanos;
  private final DeliveryLog course = new DeliveryLog("http://r", said::add, () -> nanos);

  @Test
  void eachChangeOfTroubleIsSaidAndAReminderEverMoreSeldom() {
    fail("status 500", 1);
    fail("status 500", 2);
    assertThat(said).hasSize(1);
    fail("no connection", 3);
    assertThat(said).hasSize(2);
    assertThat(said.getLast())
        .isEqualTo("http://r does not take events (no connection); 3 wait, next try in 0.5 s");
    int before = said.size();
    for (int second = 0; second < 24 * 3_600; second++) {
      pass(1);
      fail("no connection", 4);
    }
    assertThat(said.size() - before).isBetween(24, 32);
  }

  @Test
  void returnIsSaidOnceAllIsDeliveredWithTheCountsOfTheTrouble() {
    course.taken(0, 7);
    fail("status 500", 3);
    course.taken(2, 9);
    course.taken(1, 9);
    assertThat(said).hasSize(1);
    course.taken(0, 9);
    assertThat(said.getLast()).isEqualTo("receiver answers again, 3 delivered, 9 given up");
    course.taken(0, 9);
    assertThat(said).hasSize(2);
    assertThat(course.delivered()).isEqualTo(5);
  }

  @Test
  void catchingUpThatTakesLongIsSaidBeforeItsEnd() {
    fail("status 500", 3);
    course.taken(1_000, 0);
    pass(11);
    course.taken(999, 0);
    assertThat(said.getLast())
        .isEqualTo("receiver answers again, 2 delivered, 0 given up, 999 wait still");
  }

  @Test
  void logTakesSomeLinesAtOnceThenOneEveryTenSecondsAndSaysHowManyItLeftOut() {
    BoundedLog log = new BoundedLog(said::add, () -> nanos);
    for (int each = 0; each < 1_000; each++) {
      log.accept("line");
    }
    assertThat(said).hasSize(20).allMatch(line -> line.equals("webhook: line"));
    pass(10);
    log.accept("line");
    log.accept("line");
    assertThat(said).hasSize(21);
    assertThat(said.getLast()).isEqualTo("webhook: line (980 lines left out before)");
    log.always("last");
    assertThat(said.getLast()).isEqualTo("webhook: last (1 lines left out before)");
  }

  @Test
  void waitsGrowToTheirBoundWithSomeChanceInThemAndBeginAgain() {
    Backoff backoff = new Backoff(new Random(1));
    long boundMillis = 500;
    for (int each = 0; each < 20; each++) {
      assertThat(backoff.next(Optional.empty()).toMillis()).isBetween(boundMillis / 2, boundMillis);
      boundMillis = Math.min(2 * boundMillis, 30_000);
    }
    backoff.reset();
    assertThat(backoff.next(Optional.empty())).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void receiverMayAskForALongerWaitUpToABoundButNotForAShorterOne() {
    Backoff backoff = new Backoff(new Random(1));
    assertThat(backoff.next(Optional.of(Duration.ofSeconds(40)))).hasSeconds(40);
    assertThat(backoff.next(Optional.of(Duration.ofDays(40)))).hasMinutes(5);
    assertThat(backoff.next(Optional.of(Duration.ZERO))).isGreaterThan(Duration.ofMillis(900));
  }

  private void fail(String why, long waiting) {
    course.failed(why, Duration.ofMillis(512), waiting, 0);
  }

  private void pass(int seconds) {
    nanos += seconds * 1_000_000_000L;
  }
}

package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Known;
import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Knowledge.Unknown;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GateControllerTest {
  private static final int WORKERS = 10;

  private long nowNanos = -5_000_000_000L;
  private GateController controller = new GateController(GateSettings.DEFAULT, nowNanos);

  @BeforeEach
  void setUp() {
    met(new Server.Json("1", "mx"));
  }

  @Test
  void stateThatIsNotKnownLeavesThePortOpen() {
    assertWaits();
    serviceable(0);
    assertChange(100, "no workers can take a request");
    learn(
        new Cause.Disconnected("it closed the connection", Duration.ofSeconds(1)),
        unknown("gone"),
        false);
    pass(100);
    assertChange(0, "nobody knows whether workers are free: gone");
  }

  @Test
  void gateGoesByWhatIsServiceable() {
    learn(asked(), new Known(Level.SOME_FREE, number(3), number(0), number(WORKERS)), true);
    assertChange(100, "no workers can take a request");
    serviceable(1);
    pass(100);
    assertChange(0, "1 of 10 workers can take a request");
  }

  @Test
  void closingIsRenewedOnlyOnAFreshWord() {
    serviceable(0);
    assertChange(100, "no workers can take a request");
    pass(4_900);
    serviceable(0);
    assertWaits();
    pass(100);
    assertRenewal(100);
    pass(4_900);
    assertWaits();
    pass(1);
    assertChange(0, "the multiplexor has given no sign of life for 5 s");
    serviceable(0);
    pass(100);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void wordThatIsExactlyFiveSecondsOldStillCounts() {
    serviceable(0);
    assertChange(100, "no workers can take a request");
    pass(5_000);
    assertRenewal(100);
  }

  @Test
  void openPortIsLookedAfterAtEachRenewal() {
    serviceable(5);
    pass(5_000);
    assertRenewal(0);
    assertWaits();
  }

  @Test
  void oneWordOfAServerThatCannotBeAskedLastsAMinute() {
    met(new Server.Reference());
    learn(asked(), new Known(Level.NONE_FREE, number(0), none(), none()), true);
    assertChange(100, "no workers are free");
    for (int second = 5; second < 60; second += 5) {
      pass(5_000);
      assertRenewal(100);
    }
    pass(5_000);
    assertThat(change(0)).startsWith("closed on one word").contains("60 s ago", "--control");
    pass(5_000);
    assertRenewal(0);
    pass(100);
    learn(asked(), new Known(Level.SOME_FREE, number(1), none(), none()), true);
    learn(asked(), new Known(Level.NONE_FREE, number(0), none(), none()), true);
    assertChange(100, "no workers are free");
  }

  @Test
  void serverThatCanBeAskedMustAnswer() {
    GateSettings settings = settings(0, 0, 1, Optional.empty(), 0, true);
    controller = new GateController(settings, nowNanos);
    met(new Server.Reference());
    learn(asked(), new Known(Level.NONE_FREE, number(0), none(), none()), true);
    assertChange(100, "no workers are free");
    pass(5_001);
    assertChange(0, "the multiplexor has given no sign of life for 5 s");
  }

  @Test
  void manyEdgesAtOnceAreOneChangeToTheStateAtTheirEnd() {
    for (int edge = 0; edge < 10_000; edge++) {
      serviceable(edge % 2);
    }
    serviceable(0);
    assertChange(100, "no workers can take a request");
    int changes = 0;
    for (int millis = 0; millis < 1_000; millis++) {
      pass(1);
      serviceable(millis % 2);
      if (controller.decide(nowNanos) instanceof Decision.Act) {
        controller.done(nowNanos);
        changes++;
      }
    }
    assertThat(changes).isBetween(5, 10);
  }

  @Test
  void closesOnlyWhenItHasBeenFullForLongEnough() {
    controller = new GateController(settings(300, 0, 1, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    pass(299);
    assertWaits();
    serviceable(1);
    serviceable(0);
    pass(299);
    assertWaits();
    pass(1);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void opensOnlyWhenEnoughHaveBeenFreeForLongEnough() {
    controller = new GateController(settings(0, 300, 3, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    serviceable(2);
    pass(2_000);
    assertWaits();
    assertThat(controller.why(nowNanos))
        .isEqualTo("2 of 10 workers can take a request, too few to open");
    serviceable(3);
    pass(299);
    assertWaits();
    pass(1);
    assertChange(0, "3 of 10 workers can take a request");
    serviceable(1);
    pass(1_000);
    assertWaits();
  }

  @Test
  void waitingForMoreWorkersThanThereAreIsWaitingForAll() {
    controller = new GateController(settings(0, 0, 99, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    serviceable(WORKERS);
    pass(100);
    assertChange(0, "10 of 10 workers can take a request");
  }

  @Test
  void waitingForMoreWorkersEndsAfterAMinute() {
    controller = new GateController(settings(0, 0, 5, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    for (int second = 0; second < 60; second += 5) {
      serviceable(2);
      assertWaits();
      pass(5_000);
      if (second < 55) {
        assertRenewal(100);
      }
    }
    assertChange(0, "2 of 10 workers can take a request");
  }

  @Test
  void poolThatFlapsDoesNotMakeTheWaitingForMoreWorkersLonger() {
    controller = new GateController(settings(0, 0, 5, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    serviceable(2);
    for (int second = 0; second < 60; second += 5) {
      serviceable(0);
      serviceable(2);
      assertWaits();
      pass(5_000);
      if (second < 55) {
        assertRenewal(100);
      }
    }
    serviceable(0);
    assertRenewal(100);
    pass(100);
    serviceable(2);
    assertChange(0, "2 of 10 workers can take a request");
    serviceable(0);
    pass(100);
    assertChange(100, "no workers can take a request");
    serviceable(2);
    pass(4_999);
    assertWaits();
  }

  @Test
  void shareGrowsAsWorkersRunOut() {
    controller =
        new GateController(
            settings(0, 0, 1, Optional.of(Threshold.parse("40%")), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    pass(1_000);
    serviceable(4);
    assertWaits();
    serviceable(3);
    assertChange(25, "3 of 10 workers can take a request");
    serviceable(1);
    pass(999);
    assertWaits();
    pass(1);
    assertChange(75, "1 of 10 workers can take a request");
    serviceable(0);
    pass(100);
    assertChange(100, "no workers can take a request");
    serviceable(2);
    pass(100);
    assertChange(50, "2 of 10 workers can take a request");
    serviceable(9);
    pass(100);
    assertChange(0, "9 of 10 workers can take a request");
  }

  @Test
  void closedPortStaysWithinTheGraceAndIsNotRenewed() {
    controller = new GateController(settings(0, 0, 1, Optional.empty(), 7_000, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    learn(new Cause.Disconnected("x", Duration.ZERO), unknown("x"), false);
    pass(6_999);
    assertWaits();
    pass(1);
    assertChange(0, "nobody knows whether workers are free: x");
  }

  @Test
  void connectionThatComesBackWithinTheGraceLeavesThePortClosed() {
    controller = new GateController(settings(0, 0, 1, Optional.empty(), 2_000, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    learn(new Cause.Disconnected("x", Duration.ZERO), unknown("x"), false);
    pass(1_000);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    pass(3_900);
    assertWaits();
    pass(100);
    assertRenewal(100);
  }

  @Test
  void handHoldsItOpenForATime() {
    serviceable(0);
    assertChange(100, "no workers can take a request");
    controller.holdOpen(OptionalLong.of(nowNanos + Duration.ofSeconds(1).toNanos()));
    pass(100);
    assertChange(0, "held open by hand");
    pass(899);
    serviceable(0);
    assertWaits();
    pass(1);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void handHoldsItOpenUntilItLetsGo() {
    serviceable(0);
    controller.holdOpen(OptionalLong.empty());
    pass(1_000_000);
    serviceable(0);
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Act.class);
    controller.done(nowNanos);
    assertThat(controller.inForce()).hasValue(0);
    controller.resume();
    pass(100);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void endOpensAtOnce() {
    serviceable(0);
    assertChange(100, "no workers can take a request");
    controller.end("the gate ends");
    assertChange(0, "the gate ends");
    serviceable(0);
    pass(1_000);
    assertWaits();
  }

  @Test
  void afterAFailureItOpensAtOnceAndClosesAgainLater() {
    serviceable(0);
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Act.class);
    pass(2_000);
    controller.failed("nft hung", nowNanos);
    assertThat(controller.inForce()).isEmpty();
    serviceable(0);
    assertChange(0, "the back-end failed: nft hung");
    pass(4_999);
    serviceable(0);
    assertWaits();
    pass(1);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void openingThatFailsIsTriedEverySecond() {
    serviceable(0);
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Act.class);
    controller.failed("x", nowNanos);
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Act.class);
    controller.failed("x", nowNanos);
    pass(999);
    assertWaits();
    pass(1);
    assertChange(0, "the back-end failed: x");
  }

  @Test
  void gateThatWasStoppedKnowsThatTheKernelHasOpened() {
    serviceable(0);
    assertChange(100, "no workers can take a request");
    pass(14_999);
    serviceable(0);
    pass(1);
    assertLapses("the gate did not get to prolong it for 15 s");
    assertThat(controller.inForce()).hasValue(RefusedShare.OPEN);
    assertChange(100, "no workers can take a request");
  }

  @Test
  void leaseThatRunsOutWithinTheGraceIsTold() {
    controller = new GateController(settings(0, 0, 1, Optional.empty(), 30_000, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    learn(
        new Cause.Disconnected("it closed the connection", Duration.ofSeconds(1)),
        unknown("gone"),
        false);
    Decision.Wait wait = (Decision.Wait) controller.decide(nowNanos);
    assertThat(wait.untilNanos() - nowNanos).isEqualTo(Duration.ofSeconds(15).toNanos());
    pass(15_000);
    assertLapses(
        "within the grace nothing prolongs it, and nobody knows whether workers are free: gone");
    assertRenewal(0);
    assertWaits();
  }

  @Test
  void closingAfterALeaseThatRanOutLastsAsLongAsAnyOther() {
    controller = new GateController(settings(0, 0, 2, Optional.empty(), 0, false), nowNanos);
    met(new Server.Json("1", "mx"));
    serviceable(0);
    assertChange(100, "no workers can take a request");
    serviceable(1);
    pass(30_000);
    serviceable(0);
    assertLapses("the gate did not get to prolong it for 30 s");
    assertChange(100, "no workers can take a request");
    pass(100);
    serviceable(1);
    for (int second = 0; second < 59; second++) {
      pass(1_000);
      serviceable(1);
      if (controller.decide(nowNanos) instanceof Decision.Act act) {
        assertThat(act.refusal().percent()).isEqualTo(100);
        controller.done(nowNanos);
      }
    }
    pass(1_000);
    serviceable(1);
    assertThat(act(0, true).why()).isEqualTo("1 of 10 workers can take a request");
  }

  @Test
  void weightIsTheShareOfServiceableWorkers() {
    serviceable(0);
    Decision.Act act = (Decision.Act) controller.decide(nowNanos);
    assertThat(act.refusal().serviceablePercent()).hasValue(0);
    controller.done(nowNanos);
    pass(100);
    serviceable(3);
    act = (Decision.Act) controller.decide(nowNanos);
    assertThat(act.refusal().serviceablePercent()).hasValue(30);
    assertThat(act.refusal().lease()).isEqualTo(Duration.ofSeconds(15));
  }

  private void met(Server server) {
    learn(new Cause.ServerIdentified(server), controller.knowledge(), true);
  }

  private void serviceable(int count) {
    Level level = count == 0 ? Level.NONE_FREE : Level.SOME_FREE;
    learn(asked(), new Known(level, number(count), number(count), number(WORKERS)), true);
  }

  private void learn(Cause cause, Knowledge knowledge, boolean alive) {
    controller.learn(new Update(cause, knowledge, alive, nowNanos));
  }

  private void pass(long millis) {
    nowNanos += Duration.ofMillis(millis).toNanos();
  }

  private void assertLapses(String why) {
    assertThat(controller.decide(nowNanos)).isEqualTo(new Decision.LeaseExpired(why));
  }

  private void assertWaits() {
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Wait.class);
  }

  private void assertChange(int percent, String why) {
    assertThat(change(percent)).isEqualTo(why);
  }

  private String change(int percent) {
    return act(percent, true).why();
  }

  private void assertRenewal(int percent) {
    act(percent, false);
  }

  private Decision.Act act(int percent, boolean isChange) {
    assertThat(controller.decide(nowNanos)).isInstanceOf(Decision.Act.class);
    Decision.Act act = (Decision.Act) controller.decide(nowNanos);
    assertThat(act.refusal().percent()).isEqualTo(percent);
    assertThat(act.isChange()).isEqualTo(isChange);
    controller.done(nowNanos);
    return act;
  }

  private static Cause asked() {
    return new Cause.Polled(0);
  }

  private static Knowledge unknown(String why) {
    return new Unknown(why);
  }

  private static OptionalInt number(int number) {
    return OptionalInt.of(number);
  }

  private static OptionalInt none() {
    return OptionalInt.empty();
  }

  private static GateSettings settings(
      long closeAfterMillis,
      long openAfterMillis,
      int openWhen,
      Optional<Threshold> from,
      long graceMillis,
      boolean canAsk) {
    GateSettings standard = GateSettings.DEFAULT;
    return new GateSettings(
        standard.lease(),
        standard.renew(),
        Duration.ofMillis(closeAfterMillis),
        Duration.ofMillis(openAfterMillis),
        openWhen,
        from,
        Duration.ofMillis(graceMillis),
        standard.maxClosed(),
        canAsk);
  }
}

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The decisions under random events, with a kernel whose leases run out; what must hold is looked
 * at after every event.
 */
final class GateControllerSimulationTest {
  private static final int EVENTS = 600_000;
  private static final int EVENTS_OF_A_SEED = 2_000;
  private static final long MILLI = 1_000_000;

  @Test
  void whatMustHoldHoldsAfterEveryEvent() {
    new SimulationSeeds(GateControllerSimulationTest.class, EVENTS)
        .run(
            seed -> {
              new World(seed).live();
              return EVENTS_OF_A_SEED;
            });
  }

  /** A multiplexor, a gate and a kernel, in a time of their own. */
  private static final class World {
    private final Random random;
    private final GateSettings settings;
    private final GateController controller;
    private final Deque<Long> actsNanos = new ArrayDeque<>();
    private final int workers;
    private long nowNanos;

    /** What the gate was told. */
    private Knowledge told = new Unknown("start");

    private Optional<Server> server = Optional.empty();
    private long toldSinceNanos;

    /** When it was last told something that allows to refuse anything. */
    private OptionalLong signNanos = OptionalLong.empty();

    private OptionalLong heldUntilNanos = OptionalLong.empty();
    private long troubleNanos = Long.MIN_VALUE / 2;

    /** When the gate had to go by one word, for the last time. */
    private long blindNanos;

    private boolean ended;
    private int kernelPercent;

    /** What the gate takes to be in force; nothing when it does not know. */
    private int inForcePercent;

    private long kernelUntilNanos;

    /** Since when, in this closing, some are free again or were so for a while. */
    private OptionalLong waitingNanos = OptionalLong.empty();

    /** For how long nothing disturbed the gate and it was asked at each step. */
    private long calmSinceNanos;

    World(long seed) {
      random = new Random(seed);
      workers = 1 + random.nextInt(12);
      nowNanos = random.nextLong() / 4;
      boolean isProportional = random.nextBoolean();
      int longestGrace = random.nextBoolean() ? 4_000 : 40_000;
      settings =
          new GateSettings(
              Duration.ofSeconds(15),
              Duration.ofSeconds(5),
              Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(3_000)),
              Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(3_000)),
              1 + random.nextInt(random.nextBoolean() ? 1 : 4),
              isProportional ? Optional.of(new Threshold(50, true)) : Optional.empty(),
              Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(longestGrace)),
              Duration.ofSeconds(60),
              random.nextBoolean());
      controller = new GateController(settings, nowNanos);
      toldSinceNanos = nowNanos;
      calmSinceNanos = nowNanos;
      blindNanos = nowNanos;
    }

    void live() {
      for (int event = 0; event < EVENTS_OF_A_SEED; event++) {
        happen();
        decide();
        check();
      }
      end();
    }

    private void happen() {
      switch (random.nextInt(20)) {
        case 0 -> connect();
        case 1 -> lose();
        case 2 -> hold();
        case 3 -> {
          controller.resume();
          heldUntilNanos = OptionalLong.empty();
          calmSinceNanos = nowNanos;
        }
        case 4 -> freeze();
        case 5, 6 -> burst();
        default -> {
          pass(random.nextInt(random.nextInt(10) == 0 ? 7_000 : 600));
          if (told instanceof Known || random.nextInt(4) == 0) {
            tell(random.nextInt(3) == 0 ? random.nextInt(workers + 1) : 0);
          }
        }
      }
    }

    private void connect() {
      Server kind =
          switch (random.nextInt(3)) {
            case 0 -> new Server.Reference();
            case 1 -> new Server.Extended();
            default -> new Server.Json("1", "mx");
          };
      server = Optional.of(kind);
      calmSinceNanos = nowNanos;
      learn(new Cause.ServerIdentified(kind), told, false);
    }

    private void lose() {
      server = Optional.empty();
      boolean isSilent = random.nextBoolean();
      Cause cause =
          isSilent
              ? new Cause.HeartbeatMissed(Duration.ofSeconds(5))
              : new Cause.Disconnected("lost", Duration.ofSeconds(1));
      if (isSilent) {
        server = controller.server();
      }
      learn(cause, new Unknown("lost"), false);
    }

    private void hold() {
      calmSinceNanos = nowNanos;
      if (random.nextBoolean()) {
        controller.holdOpen(OptionalLong.empty());
        heldUntilNanos = OptionalLong.of(Long.MAX_VALUE);
      } else {
        heldUntilNanos = OptionalLong.of(nowNanos + random.nextInt(5_000) * MILLI);
        controller.holdOpen(heldUntilNanos);
      }
    }

    /** The gate is stopped, or its machine is; then it goes on. */
    private void freeze() {
      nowNanos += random.nextInt(40_000) * MILLI;
      calmSinceNanos = nowNanos;
    }

    private void burst() {
      int edges = random.nextInt(200);
      for (int edge = 0; edge < edges; edge++) {
        tell(random.nextInt(2) * random.nextInt(workers + 1));
      }
    }

    private void tell(int count) {
      Level level = count == 0 ? Level.NONE_FREE : Level.SOME_FREE;
      boolean isOurs = server.filter(kind -> kind instanceof Server.Json).isPresent();
      OptionalInt number = OptionalInt.of(count);
      OptionalInt unsaid = OptionalInt.empty();
      Known known =
          isOurs
              ? new Known(level, number, number, OptionalInt.of(workers))
              : new Known(level, random.nextBoolean() ? number : unsaid, unsaid, unsaid);
      learn(new Cause.Polled(count), known, true);
    }

    private void learn(Cause cause, Knowledge knowledge, boolean alive) {
      boolean isSame =
          told instanceof Known before
              ? knowledge instanceof Known next && before.takesRequests() == next.takesRequests()
              : knowledge instanceof Unknown;
      if (!isSame) {
        toldSinceNanos = nowNanos;
      }
      told = knowledge;
      boolean isWaiting = knowledge instanceof Known known && known.takesRequests();
      boolean isClosed = controller.inForce().equals(OptionalInt.of(RefusedShare.CLOSED));
      if (isWaiting && isClosed && waitingNanos.isEmpty()) {
        waitingNanos = OptionalLong.of(nowNanos);
      }
      if (alive) {
        if (nowNanos - signNanos.orElse(nowNanos) > GateController.FRESH_NANOS) {
          calmSinceNanos = nowNanos;
        }
        signNanos = OptionalLong.of(nowNanos);
      }
      controller.learn(new Update(cause, knowledge, alive, nowNanos));
    }

    /** Lets the time go by, in which the gate is asked when it said that it would be. */
    private void pass(long millis) {
      long untilNanos = nowNanos + millis * MILLI;
      while (nowNanos < untilNanos) {
        decide();
        long wakeNanos =
            controller.decide(nowNanos) instanceof Decision.Wait wait
                ? wait.untilNanos()
                : nowNanos;
        assertThat(wakeNanos).as("the time to wake").isGreaterThan(nowNanos);
        nowNanos = Math.min(untilNanos, wakeNanos);
        decide();
        check();
      }
    }

    private void decide() {
      int acts = 0;
      boolean waits = false;
      while (!waits) {
        switch (controller.decide(nowNanos)) {
          case Decision.Act act -> {
            assertThat(++acts).as("acts without a pause").isLessThan(4);
            act(act);
          }
          case Decision.LeaseExpired lapsed -> lapsed();
          case Decision.Wait wait -> waits = true;
        }
      }
      boolean isOver = inForcePercent > 0 && nowNanos >= kernelUntilNanos;
      assertThat(isOver).as("a lease that ran out and was not told").isFalse();
    }

    private void act(Decision.Act act) {
      actsNanos.addLast(nowNanos);
      if (act.refusal().percent() > 0) {
        assertMayRefuse(act);
      }
      if (random.nextInt(200) == 0) {
        // Whether it was done is not known.
        if (random.nextBoolean()) {
          apply(act);
        }
        inForcePercent = 0;
        controller.failed("it hung", nowNanos);
        troubleNanos = nowNanos;
        calmSinceNanos = nowNanos;
      } else {
        apply(act);
        inForcePercent = kernelPercent;
        controller.done(nowNanos);
        if (kernelPercent < RefusedShare.CLOSED) {
          waitingNanos = OptionalLong.empty();
        }
      }
    }

    private void lapsed() {
      assertThat(inForcePercent).as("what ran out").isGreaterThan(0);
      assertThat(nowNanos).as("the end of a lease").isGreaterThanOrEqualTo(kernelUntilNanos);
      inForcePercent = 0;
      waitingNanos = OptionalLong.empty();
    }

    private void apply(Decision.Act act) {
      kernelPercent = act.refusal().percent();
      kernelUntilNanos = nowNanos + act.refusal().lease().toNanos();
    }

    private void assertMayRefuse(Decision.Act act) {
      assertThat(told).as("the state at a refusal").isInstanceOf(Known.class);
      assertThat(ended).isFalse();
      assertThat(isHeld()).as("held open").isFalse();
      Known known = (Known) told;
      long signAge = nowNanos - signNanos.orElseThrow();
      if (isBlind()) {
        long age = known.takesRequests() ? signAge : nowNanos - toldSinceNanos;
        assertThat(age).as("age of the only word").isLessThan(settings.maxClosed().toNanos());
      } else {
        assertThat(signAge).as("age of the word").isLessThanOrEqualTo(GateController.FRESH_NANOS);
      }
      if (act.refusal().percent() == RefusedShare.CLOSED && known.takesRequests()) {
        long since = nowNanos - Math.min(toldSinceNanos, waitingNanos.orElse(toldSinceNanos));
        assertThat(since).as("closed although some are free").isLessThan(60_000 * MILLI);
        assertThat(settings.openWhen() > 1 || !settings.openAfter().isZero()).isTrue();
      }
    }

    private void check() {
      boolean isClosed = kernelPercent > 0 && nowNanos < kernelUntilNanos;
      long settled = GateController.DISTANCE_NANOS;
      boolean isCalm = nowNanos - Math.max(calmSinceNanos, toldSinceNanos) > settled;
      if (isClosed && isCalm && !isTroubled()) {
        assertThat(isHeld()).as("closed while held open").isFalse();
        if (told instanceof Unknown) {
          assertThat(nowNanos - toldSinceNanos)
              .as("closed while nobody knows")
              .isLessThanOrEqualTo(settings.grace().toNanos() + settled);
        }
      }
      if (isBlind()) {
        blindNanos = nowNanos;
      }
      if (isClosed && nowNanos - blindNanos > settings.lease().toNanos()) {
        assertThat(nowNanos - signNanos.orElseThrow())
            .as("closed without a sign of life")
            .isLessThan(settings.lease().toNanos() + GateController.FRESH_NANOS);
      }
      if (mustBeClosed()) {
        assertThat(isClosed && kernelPercent == 100).as("closed when none is free").isTrue();
      }
      while (!actsNanos.isEmpty() && nowNanos - actsNanos.peekFirst() > 1_000 * MILLI) {
        actsNanos.removeFirst();
      }
      assertThat(actsNanos.size()).as("acts within a second").isLessThanOrEqualTo(14);
    }

    private boolean mustBeClosed() {
      return told instanceof Known known
          && !known.takesRequests()
          && !isOrWasHeld()
          && !isTroubled()
          && !isBlind()
          && nowNanos - signNanos.orElseThrow() <= GateController.FRESH_NANOS
          && nowNanos - Math.max(calmSinceNanos, toldSinceNanos)
              > settings.closeAfter().toNanos() + GateController.DISTANCE_NANOS;
    }

    private boolean isBlind() {
      return !settings.canAsk()
          && server.map(kind -> kind instanceof Server.Reference).orElse(Boolean.TRUE);
    }

    private boolean isHeld() {
      return heldUntilNanos.isPresent() && nowNanos < heldUntilNanos.getAsLong();
    }

    private boolean isOrWasHeld() {
      return heldUntilNanos.isPresent()
          && nowNanos - GateController.DISTANCE_NANOS <= heldUntilNanos.getAsLong();
    }

    private boolean isTroubled() {
      return nowNanos - troubleNanos
          <= GateController.RECOVERY_NANOS + GateController.DISTANCE_NANOS;
    }

    private void end() {
      pass(6_000);
      controller.end("the end");
      ended = true;
      calmSinceNanos = nowNanos;
      pass(3_000);
      boolean isClosed = kernelPercent > 0 && nowNanos < kernelUntilNanos;
      assertThat(isClosed).as("closed at the end").isFalse();
    }
  }
}

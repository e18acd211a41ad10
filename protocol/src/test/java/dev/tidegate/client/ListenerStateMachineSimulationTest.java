package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.Interest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A listener's decisions against servers that change, hang, cut, refuse and restart by chance: what
 * it claims to know follows from what it was told, and when all has been read it is the truth.
 */
final class ListenerStateMachineSimulationTest {
  private static final int EVENTS = 300_000;
  private static final int EVENTS_OF_A_SEED = 2_000;

  /** The server of the model went on refusing until the end, so that nothing could be known. */
  private static final long KEPT = 6000003615L;

  private static final ReconnectPolicy.Exponential POLICY =
      new ReconnectPolicy.Exponential(Duration.ofMillis(100), Duration.ofSeconds(30));

  @Test
  void whatItClaimsToKnowIsTrue() {
    new SimulationSeeds(ListenerStateMachineSimulationTest.class, EVENTS, KEPT)
        .run(ListenerStateMachineSimulationTest::run);
  }

  private static long run(long seed) {
    World world = new World(seed);
    try {
      for (int event = 0; event < EVENTS_OF_A_SEED; event++) {
        world.step();
      }
      world.settle();
    } catch (AssertionError failure) {
      throw new AssertionError(failure.getMessage() + "\n" + world, failure);
    }
    return EVENTS_OF_A_SEED;
  }

  /** A server, its two sockets, and what is under way on them. */
  private static final class World {
    private final Random random;
    private final boolean ours;
    private final ListenerSettings settings;
    private final ListenerStateMachine machine;
    private final Deque<String> toListener = new ArrayDeque<>();
    private final StringBuilder log = new StringBuilder();
    private long now;
    private int free = 1;
    private boolean alive = true;
    private boolean hung;
    private boolean settling;

    // The connection.
    private boolean connecting;
    private boolean connected;
    private boolean greeted;
    private boolean interested;
    private Optional<String> wantedLine = Optional.empty();

    // The question; its answer is fixed when the server takes it.
    private boolean asking;
    private Optional<Integer> answer = Optional.empty();

    private Knowledge known = new Knowledge.Unknown("");
    private boolean toldOnThisConnection;
    private boolean ended;

    World(long seed) {
      random = new Random(seed);
      now = random.nextLong();
      ours = random.nextBoolean();
      boolean control = !ours || random.nextBoolean();
      settings =
          new ListenerSettings(
              Address.parse("/notify.sock"),
              Interest.parse(random.nextBoolean() ? "?YZ" : "?FYZ").orElseThrow(),
              true,
              false,
              false,
              Duration.ofSeconds(1 + random.nextInt(5)),
              control ? Optional.of(Address.parse("/any.sock")) : Optional.empty(),
              POLICY,
              Duration.ofSeconds(10),
              1_000);
      machine = new ListenerStateMachine(settings, new Random(seed), now);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> change();
        case 3, 4 -> serve();
        case 5, 6 -> deliver(1 + random.nextInt(3));
        case 7 -> deliver(Integer.MAX_VALUE);
        case 8 -> deliverAnswer();
        case 9 -> pass(random.nextInt(50));
        case 10 -> pass(random.nextInt(5_000));
        default -> misfortune();
      }
      perform();
    }

    /** Nothing happens any more but what must: then it knows the truth. */
    void settle() {
      settling = true;
      alive = true;
      hung = false;
      for (int round = 0; round < 400; round++) {
        serve();
        deliver(Integer.MAX_VALUE);
        deliverAnswer();
        heartbeat();
        pass(200);
        perform();
      }
      assertThat(known)
          .isInstanceOfSatisfying(
              Knowledge.Known.class, each -> assertThat(each.level()).isEqualTo(level()));
    }

    private void change() {
      if (!alive || hung) {
        return;
      }
      int before = free;
      free = random.nextInt(3);
      if (interested && free != before) {
        if (settings.interest().letters().contains("F")) {
          toListener.add("F " + free);
        }
        if ((free == 0) != (before == 0)) {
          toListener.add(free == 0 ? "Z" : "Y");
        }
      }
    }

    /** The server does what waits for it: one loop, in the order of its choice. */
    private void serve() {
      if (!alive || hung) {
        return;
      }
      if (random.nextBoolean()) {
        serveQuestion();
        // Of what is ready at once, this may stand between.
        change();
        serveListener();
      } else {
        serveListener();
        serveQuestion();
      }
    }

    private void serveQuestion() {
      if (asking && answer.isEmpty()) {
        answer = Optional.of(free);
      }
    }

    private void serveListener() {
      if (connected && !greeted) {
        greeted = true;
        boolean refused = random.nextInt(10) == 0 && !settling;
        toListener.add(refused ? "*ERR No free listening slots" : "*OK");
      }
      if (wantedLine.isPresent()) {
        interested = true;
        if (ours && wantedLine.get().contains("snapshot")) {
          toListener.add("*OK snapshot begin");
          if (settings.interest().letters().contains("F")) {
            toListener.add("F " + free);
          }
          toListener.add(free == 0 ? "Z" : "Y");
          toListener.add("*OK snapshot end");
        }
        wantedLine = Optional.empty();
      }
    }

    private void heartbeat() {
      if (ours && alive && !hung && interested && toListener.isEmpty()) {
        toListener.add("*OK alive");
      }
    }

    private void deliver(int most) {
      if (connecting && alive) {
        connecting = false;
        connected = true;
        machine.connected();
        perform();
      }
      for (int each = 0; each < most && connected && !toListener.isEmpty(); each++) {
        hear(toListener.remove());
      }
      if (connected && toListener.isEmpty()) {
        machine.caughtUp(now);
      }
    }

    private void hear(String line) {
      machine.heard(line, now, now);
      if (line.equals("Z") || line.equals("Y") || line.startsWith("F ")) {
        toldOnThisConnection = true;
      }
      perform();
    }

    private void deliverAnswer() {
      if (asking && answer.isPresent()) {
        int said = answer.get();
        asking = false;
        answer = Optional.empty();
        toldOnThisConnection = true;
        machine.answered(Integer.toString(said), now);
        machine.proceed(now);
      }
    }

    private void pass(int millis) {
      now += TimeUnit.MILLISECONDS.toNanos(millis);
      machine.proceed(now);
      perform();
      assertThat(machine.leftNanos(now)).isNotNegative();
    }

    private void misfortune() {
      switch (random.nextInt(6)) {
        case 0 -> hung = !hung;
        case 1 -> {
          alive = false;
          breakConnection();
        }
        case 2 -> {
          alive = true;
          hung = false;
        }
        case 3 -> breakConnection();
        case 4 -> {
          if (greeted && !toListener.isEmpty() && interested) {
            hear("junk " + random.nextInt());
          }
        }
        default -> {
          if (asking) {
            asking = false;
            answer = Optional.empty();
            machine.notAnswered("it broke off", now);
          }
        }
      }
    }

    private void breakConnection() {
      if (connected || connecting) {
        machine.disconnected("it closed the connection", now);
      }
    }

    private void perform() {
      for (Optional<Step> step = machine.next(); step.isPresent(); step = machine.next()) {
        log.append(step.get()).append('\n');
        step.get().by(new Obedience());
      }
      // No answer and no edge: no knowledge.
      if (!toldOnThisConnection) {
        assertThat(known).isInstanceOf(Knowledge.Unknown.class);
      }
      // When all has been read there is no edge that it has not heard.
      boolean heardAll = connected && interested && toListener.isEmpty() && !asking;
      if (heardAll && known instanceof Knowledge.Known each) {
        assertThat(each.level()).isEqualTo(level());
      }
    }

    private Level level() {
      return free == 0 ? Level.NONE_FREE : Level.SOME_FREE;
    }

    @Override
    public String toString() {
      return (ours ? "ours " : "plain ") + settings + "\n" + log;
    }

    /** Does as it is told, and looks whether that makes sense. */
    private final class Obedience implements Step.Executor {
      @Override
      public void connect(long attempt) {
        assertThat(connecting || connected || asking || ended).isFalse();
        connecting = true;
        if (!alive) {
          connecting = false;
          machine.disconnected("refused", now);
        }
      }

      @Override
      public void disconnect() {
        connecting = false;
        connected = false;
        greeted = false;
        interested = false;
        toListener.clear();
        wantedLine = Optional.empty();
        toldOnThisConnection = false;
      }

      @Override
      public void send(String line) {
        assertThat(connected && greeted).isTrue();
        wantedLine = Optional.of(line);
      }

      @Override
      public void ask() {
        assertThat(settings.control()).isPresent();
        assertThat(asking).isFalse();
        assertThat(connected && (interested || wantedLine.isPresent())).isTrue();
        asking = true;
        answer = Optional.empty();
      }

      @Override
      public void stopAsking() {
        asking = false;
        answer = Optional.empty();
      }

      @Override
      public void tell(Update update) {
        known = update.knowledge();
        if (update.cause() instanceof Cause.Disconnected
            || update.cause() instanceof Cause.Refused) {
          assertThat(known).isInstanceOf(Knowledge.Unknown.class);
        }
        if (update.cause() instanceof Cause.Disconnected lost) {
          assertThat(lost.retryIn()).isBetween(Duration.ofMillis(1), POLICY.most());
        }
        if (update.alive()) {
          assertThat(known).isInstanceOf(Knowledge.Known.class);
        }
      }

      @Override
      public void end() {
        ended = true;
      }
    }
  }
}

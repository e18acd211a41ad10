package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.net.NetFixture.Connected;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListenerTurnsTest {
  private static final int LISTENERS = 100;
  private static final long TURN_NANOS = 5_000;

  private final List<Integer> served = new ArrayList<>();
  private long nowNanos = 1_000_000_000;
  private final ListenerTurns turns = new ListenerTurns(() -> nowNanos);

  /** One that wants a turn again after each. */
  private final class Hungry implements ListenerTurns.Scheduled {
    private final int number;
    private final boolean gate;
    private final long takesNanos;

    Hungry(int number, boolean gate, long takesNanos) {
      this.number = number;
      this.gate = gate;
      this.takesNanos = takesNanos;
      turns.add(this);
    }

    @Override
    public boolean isGate() {
      return gate;
    }

    @Override
    public void serve() {
      served.add(number);
      nowNanos += takesNanos;
      turns.add(this);
    }
  }

  @Test
  void aRoundEndsBeforeTheLoopIsKeptFromItsDescriptors() {
    for (int number = 0; number < LISTENERS; number++) {
      new Hungry(number, false, TURN_NANOS);
    }
    assertThat(turns.give()).as("at once, as there is credit").isLessThanOrEqualTo(nowNanos);
    assertThat(served).hasSize(ListenerTurns.TURNS_PER_ROUND);
  }

  @Test
  void aRoundOfLongTurnsIsShorter() {
    for (int number = 0; number < LISTENERS; number++) {
      new Hungry(number, false, 100_000);
    }
    turns.give();
    assertThat(served).hasSize(3);
  }

  @Test
  void everyListenerIsServedOnceBeforeAnyIsServedTwice() {
    for (int number = 0; number < LISTENERS; number++) {
      new Hungry(number, false, TURN_NANOS);
    }
    while (served.size() < LISTENERS) {
      nowNanos = Math.max(nowNanos, turns.give());
    }
    assertThat(served.subList(0, LISTENERS)).doesNotHaveDuplicates();
  }

  @Test
  void aGateWaitsForOneOtherAtMost() {
    for (int number = 0; number < LISTENERS; number++) {
      new Hungry(number, false, TURN_NANOS);
    }
    turns.give();
    served.clear();
    new Hungry(LISTENERS, true, TURN_NANOS);
    turns.give();
    assertThat(served.subList(0, 2)).contains(LISTENERS);
  }

  @Test
  void manyGatesDoNotKeepTheOthersFromTheirTurn() {
    for (int number = 0; number < LISTENERS; number++) {
      new Hungry(number, number < LISTENERS / 2, TURN_NANOS);
    }
    turns.give();
    assertThat(served.stream().filter(number -> number < LISTENERS / 2))
        .hasSize(ListenerTurns.TURNS_PER_ROUND / 2);
  }

  @Test
  void hungryListenersTogetherHaveTheirShareOfTheTimeAndNoMore() {
    new Hungry(0, false, 2 * ListenerTurns.LEAST_COST_NANOS);
    new Hungry(1, true, 2 * ListenerTurns.LEAST_COST_NANOS);
    spendAll();
    long beganNanos = nowNanos;
    served.clear();
    while (nowNanos - beganNanos < 1_000_000_000L) {
      nowNanos = Math.max(nowNanos, turns.give());
    }
    long servedNanos = served.size() * 2L * ListenerTurns.LEAST_COST_NANOS;
    assertThat(servedNanos * ListenerTurns.SHARE).isBetween(950_000_000L, 1_050_000_000L);
  }

  @Test
  void afterTheCreditIsSpentARoundIsSavedForSoThatMessagesGather() {
    new Hungry(0, false, TURN_NANOS);
    spendAll();
    served.clear();
    nowNanos = turns.give();
    turns.give();
    assertThat(served).hasSize(ListenerTurns.TURNS_PER_ROUND);
  }

  @Test
  void aTurnInWhichOtherProcessesRanIsNotPaidForBySeconds() {
    new Hungry(0, false, 1_000_000_000);
    assertThat(turns.give()).isLessThanOrEqualTo(nowNanos + 5_000_000);
  }

  @Test
  void whoIsToldLittleIsServedAtOnceEachTime() {
    for (int event = 0; event < 10_000; event++) {
      turns.add(new Once());
      turns.give();
      assertThat(served).hasSize(event + 1);
      nowNanos += ListenerTurns.LEAST_COST_NANOS * ListenerTurns.SHARE;
    }
  }

  /** One that wants a single turn. */
  private final class Once implements ListenerTurns.Scheduled {
    @Override
    public boolean isGate() {
      return false;
    }

    @Override
    public void serve() {
      served.add(0);
      nowNanos += TURN_NANOS;
    }
  }

  private void spendAll() {
    while (turns.give() <= nowNanos) {
      assertThat(served.size()).isLessThan(2 * ListenerTurns.MOST_CREDIT_TURNS);
    }
  }

  @Test
  void aRequestThatComesWhileManyListenersAreServedGoesBeforeTheRest() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      List<Connected> listeners = new ArrayList<>();
      for (int number = 0; number < LISTENERS; number++) {
        listeners.add(shell.connected(ClientSocket.NOTIFY));
      }
      shell.run(
          () -> {
            shell.atFirstTake(() -> client.peer().write("scan\n"));
            for (Connected listener : listeners) {
              shell.oweInTheLoop(listener.id(), NetFixture.bytes("F 1\n"));
            }
          });
      shell.next(Event.LineArrived.class);
      // A turn takes twice: its message, then nothing.
      assertThat(shell.takesBeforeTheLine()).isLessThanOrEqualTo(2 * ListenerTurns.TURNS_PER_ROUND);
      for (Connected listener : listeners) {
        assertThat(listener.peer().read(4)).isEqualTo("F 1\n");
      }
    }
  }

  @Test
  void aRequestDoesNotWaitForAFloodOfLinesButForOneThatCameBeforeIt() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      Connected client = shell.connected(ClientSocket.COMMAND);
      shell.run(
          () -> {
            listener.peer().write("?F\n".repeat(1_000));
            client.peer().write("scan\n");
          });
      int before = 0;
      while (shell.next(Event.LineArrived.class).id() != client.id()) {
        before++;
      }
      assertThat(before).isBetween(1, 200);
      for (int line = before; line < 1_000; line++) {
        assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?F");
      }
    }
  }
}

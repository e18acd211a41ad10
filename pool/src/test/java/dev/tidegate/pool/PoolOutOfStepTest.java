package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC: a line that a worker prints late or unasked never becomes another request's answer. */
final class PoolOutOfStepTest {
  private final PoolFixture it =
      new PoolFixture(PoolSettings.builder().maxWorkers(2).logEvents(true));

  @Test
  void anAnswerThatMoreOutputFollowsIsNobodysAnswer() {
    long client = it.ask("scan q1 /tmp/a");
    it.messages();

    it.give(new Event.WorkerAnswered(0, "ok late", true));

    assertThat(it.answers).containsExactly(client + " ERR No response from worker\n");
    assertThat(it.messages()).containsExactly("S 0 StateChange Busy -> Killed");
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
  }

  @Test
  void outputWithoutARequestKillsAnIdleWorkerByTheLadderOfABusyOne() {
    it.give(new Event.WorkerOutOfStep(0, "output without a request"));

    assertThat(it.messages()).containsExactly("S 0 StateChange Idle -> Killed", "F 1");
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
    it.pass(10 * PoolFixture.SECOND);
    assertThat(it.deeds).endsWith("CONTINUE 0", "KILL_GROUP 0");
  }

  @Test
  void outputFoundInTheLookBeforeARequestSendsTheRequestToAnotherWorker() {
    it.sendsEndWith(
        slot ->
            slot == 0
                ? Optional.of(new Event.WorkerOutOfStep(slot, "output without a request"))
                : Optional.empty());

    long client = it.ask("scan q1 /tmp/a");
    it.answer(1, "ok");

    assertThat(it.answers).containsExactly(client + " ok\n");
    assertThat(it.messages())
        .startsWith("S 0 StateChange Idle -> Killed", "F 1", "S 1 StateChange Stopped -> Idle")
        .doesNotContain("B", "U");
  }

  @Test
  void aWorkerThatClosedItsStdoutButLivesIsOutOfStepAfterAMoment() {
    it.give(new Event.WorkerOutputEnded(0));
    it.pass(99 * PoolFixture.MILLI);
    assertThat(it.messages()).isEmpty();

    it.pass(PoolFixture.MILLI);

    assertThat(it.messages()).containsExactly("S 0 StateChange Idle -> Killed", "F 1");
  }

  @Test
  void aWorkerThatClosedItsStdoutAndDiesHasDiedAndNothingElse() {
    it.give(new Event.WorkerOutputEnded(0));
    it.exit(0, 1);

    assertThat(it.messages()).containsExactly("U", "S 0 StateChange Idle -> Stopped");
  }
}

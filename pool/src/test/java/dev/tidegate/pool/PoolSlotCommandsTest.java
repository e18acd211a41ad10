package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import org.junit.jupiter.api.Test;

/** What an operator does to single slots by hand. */
final class PoolSlotCommandsTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static PoolFixture with(int slots) {
    return new PoolFixture(PoolSettings.builder().maxWorkers(slots));
  }

  @Test
  void aDrainedSlotKeepsItsWorkerAndGetsNoMoreWork() {
    PoolFixture it = with(2);
    assertThat(it.answerTo("drain 0")).isEqualTo("ok: slot 0 gets no more work (it is idle)\n");
    it.ask("scan q1 /tmp/a");
    assertThat(it.deeds).endsWith("spawn 1", "send 1 scan q1 /tmp/a");
    assertThat(it.answerTo("status")).startsWith("IB ");
    assertThat(it.answerTo("free")).isEqualTo("0\n");
    assertThat(it.answerTo("scan q2 /tmp/a")).isEqualTo("error: No free workers\n");
  }

  @Test
  void whatIsFreeIsToldWhenASlotIsDrainedAndWhenItIsUsedAgain() {
    PoolFixture it = with(1);
    it.answerTo("drain 0");
    assertThat(it.messages()).containsExactly("F 0", "Z");
    it.answerTo("resume 0");
    assertThat(it.messages()).containsExactly("F 1", "Y");
  }

  @Test
  void whoWaitsIsServedByASlotThatIsUsedAgain() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1).queueSize(1));
    it.answerTo("drain 0");
    it.ask("scan q1 /tmp/a");
    assertThat(it.deeds).doesNotContain("send 0 scan q1 /tmp/a");
    it.answerTo("resume 0");
    assertThat(it.deeds).endsWith("send 0 scan q1 /tmp/a");
  }

  @Test
  void aBusySlotThatIsDrainedFinishesItsRequest() {
    PoolFixture it = with(2);
    long client = it.ask("scan q1 /tmp/a");
    it.answerTo("drain 0");
    it.answers.clear();
    it.answer(0, "ok done");
    assertThat(it.answers).containsExactly(client + " ok done\n");
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).endsWith("send 1 scan q2 /tmp/a");
  }

  @Test
  void drainedWorkersDoNotCountTowardsTheMinimum() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().minWorkers(1).maxWorkers(2).startIntervalSeconds(3));
    it.answerTo("drain 0");
    it.pass(3 * SECOND);
    assertThat(it.deeds).endsWith("spawn 1");
  }

  @Test
  void anIdleWorkerInADrainedSlotStaysWhileOthersThatAreTooManyGo() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(3).idleTimeoutSeconds(10));
    for (int slot = 0; slot < 3; slot++) {
      it.ask("scan q" + slot + " /tmp/a");
    }
    for (int slot = 0; slot < 3; slot++) {
      it.answer(slot, "ok");
    }
    it.answerTo("drain 0");
    it.pass(100 * SECOND);
    assertThat(it.deeds).contains("EOF 1").doesNotContain("EOF 0", "EOF 2");
    assertThat(it.answerTo("status")).startsWith("IKI");
  }

  @Test
  void aTrialWorkerThatIsKilledByHandIsFollowedByAnother() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(4).queueSize(4));
    it.workersGetReady = false;
    for (int count = 0; count < 3; count++) {
      it.ask("scan q" + count + " /tmp/a");
      it.dieUnread(0, 11);
    }
    it.pass(3 * SECOND);
    assertThat(it.deeds).endsWith("spawn 0", "await 0");
    assertThat(it.answerTo("stats")).contains("\"holding\":true", "\"nextStartInMs\":-1");
    it.deeds.clear();

    assertThat(it.answerTo("kill 0:104")).startsWith("ok: ");

    assertThat(it.deeds).containsSubsequence("spawn 1", "await 1");
  }

  @Test
  void killsByHandDoNotHoldBackStarts() {
    PoolFixture it = with(1);
    for (int pid = 101; pid < 106; pid++) {
      it.ask("scan q" + pid + " /tmp/a");
      assertThat(it.answerTo("kill 0:" + pid)).startsWith("ok: ");
      it.die(0, 15);
    }
    it.ask("scan last /tmp/a");
    assertThat(it.deeds).endsWith("spawn 0", "send 0 scan last /tmp/a");
  }

  @Test
  void whatAnOperatorDoesIsLoggedWithWhoDidIt() {
    PoolFixture it = with(2);
    long client = it.ask("drain 1");
    assertThat(it.log).endsWith("NOTICE slot 1 gets no more work (it is stopped) by " + client);
    it.log.clear();
    assertThat(it.answerTo("drain 1")).isEqualTo("ok: slot 1 was drained already\n");
    assertThat(it.answerTo("resume 0")).isEqualTo("ok: slot 0 was not drained\n");
    assertThat(it.log).isEmpty();
  }

  @Test
  void aWorkerThatIsKilledByHandIsReplacedAndItsClientIsTold() {
    PoolFixture it = with(1);
    long client = it.ask("scan q1 /tmp/a");
    assertThat(it.answerTo("kill 0:101")).isEqualTo("ok: killing worker 0 (pid 101)\n");
    assertThat(it.answerTo("kill 0:101")).isEqualTo("error: Worker 0 was told to end already\n");
    assertThat(it.deeds).contains("TERMINATE 0");
    it.answers.clear();
    it.die(0, 15);
    assertThat(it.messages()).doesNotContain("U", "B");
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).endsWith("send 0 scan q2 /tmp/a");
    assertThat(client).isPositive();
  }

  @Test
  void theClientOfAWorkerThatIsKilledByHandGetsItsAnswerAtOnce() {
    PoolFixture it = with(1);
    long client = it.ask("scan q1 /tmp/a");
    it.ask("kill 0:101");
    assertThat(it.answers.getFirst()).isEqualTo(client + " ERR No response from worker\n");
  }

  @Test
  void anotherProcessThanTheOneThatWasMeantIsNotKilled() {
    PoolFixture it = with(2);
    assertThat(it.answerTo("kill 0:999"))
        .isEqualTo("error: The worker in slot 0 is process 101 now, not 999\n");
    assertThat(it.answerTo("kill 1:999")).isEqualTo("error: There is no worker in slot 1\n");
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
  }

  @Test
  void whatIsNotMeantForSuchACommandIsRefused() {
    PoolFixture it = with(2);
    for (String line : new String[] {"drain", "drain ", "drain x", "drain -1", "resume 1 2"}) {
      assertThat(it.answerTo(line)).isEqualTo("error: Invalid worker number\n");
    }
    assertThat(it.answerTo("drain 2")).isEqualTo("error: Worker number out of range\n");
    for (String line : new String[] {"kill", "kill 0", "kill 0:", "kill 0:0", "kill 0: 1"}) {
      assertThat(it.answerTo(line)).isEqualTo("error: Invalid worker (must be NUMBER:PID)\n");
    }
    assertThat(it.answerTo("kill 9:1")).isEqualTo("error: Worker number out of range\n");
    assertThat(it.deeds).doesNotContain("send 0 drain");
  }

  @Test
  void theUnprivilegedSocketDoesNotSteer() {
    PoolFixture it = with(2);
    for (String line : new String[] {"drain 0", "drain x", "resume 0", "kill 0:101", "kill"}) {
      it.answers.clear();
      it.ask(ClientSocket.UNPRIVILEGED, line);
      assertThat(it.answers.getLast()).contains("error: Attempt to use privileged command");
    }
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    assertThat(it.answerTo("free")).isEqualTo("2\n");
  }
}

package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ReadySign;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC, "Choosing and running a worker": when workers are started, and when they are not. */
final class PoolStartsTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static List<String> spawns(PoolFixture it) {
    return it.deeds.stream().filter(deed -> deed.startsWith("spawn")).toList();
  }

  @Test
  void theMinimumIsReachedOneWorkerAtATime() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().minWorkers(3).maxWorkers(5).startIntervalSeconds(3));
    assertThat(spawns(it)).containsExactly("spawn 0");
    it.pass(3 * SECOND - 1);
    assertThat(spawns(it)).hasSize(1);
    it.pass(1);
    assertThat(spawns(it)).containsExactly("spawn 0", "spawn 1");
    it.pass(30 * SECOND);
    assertThat(spawns(it)).containsExactly("spawn 0", "spawn 1", "spawn 2");
  }

  @Test
  void aDeathBelowTheMinimumIsReplacedAfterTheWait() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().startIntervalSeconds(3));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.pass(100 * SECOND);
    it.deeds.clear();
    it.exit(0, 0);
    it.pass(3 * SECOND - 1);
    assertThat(spawns(it)).isEmpty();
    it.pass(1);
    assertThat(spawns(it)).containsExactly("spawn 0");
  }

  @Test
  void aRequestMeanwhileStartsAWorkerAtOnce() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().startIntervalSeconds(3));
    it.exit(0, 0);
    it.deeds.clear();
    it.ask("scan q1 /tmp/a");
    assertThat(it.deeds).containsExactly("spawn 0", "send 0 scan q1 /tmp/a");
  }

  @Test
  void aKilledWorkerThatHangsIsReplacedForTheMinimumButKeepsItsSlot() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .rereadAtOnce(true)
                .minWorkers(1)
                .maxWorkers(2)
                .startIntervalSeconds(3));
    it.give(new Event.RereadSignalled());
    it.deeds.clear();
    it.pass(3 * SECOND);
    assertThat(spawns(it)).containsExactly("spawn 1");
  }

  @Test
  void anUnclassedWorkerIdleLongestIsChosenBeforeOneOfAnotherClass() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().minWorkers(3).maxWorkers(3).startIntervalSeconds(1));
    it.pass(2 * SECOND);
    it.deeds.clear();
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.ask("relayok 192.0.2.1");
    it.ask("scan q2 /tmp/b");
    it.ask("relayok 192.0.2.2");
    assertThat(it.deeds)
        .containsExactly(
            "send 0 scan q1 /tmp/a",
            "send 1 relayok 192.0.2.1",
            "send 0 scan q2 /tmp/b",
            "send 2 relayok 192.0.2.2");
  }

  @Test
  void otherCommandsHaveNoClassAndLeaveTheLastOneAlone() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().minWorkers(2).maxWorkers(2).startIntervalSeconds(1));
    it.pass(SECOND);
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.ask("helook 192.0.2.1");
    it.answer(1, "ok");
    it.ask("scan q2 /tmp/b");
    it.answer(0, "ok");
    it.deeds.clear();
    it.ask("helook 192.0.2.1");
    assertThat(it.deeds).containsExactly("send 1 helook 192.0.2.1");
    assertThat(it.answerTo("workers")).startsWith("0 I 101 last=scan ago=0\n1 B 102 ago=0 (");
  }

  @Test
  void theMostRecentlyStoppedSlotIsStartedNext() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .minWorkers(1)
                .maxWorkers(4)
                .startIntervalSeconds(1_000)
                .queueSize(0));
    for (int slot = 0; slot < 4; slot++) {
      it.ask("scan q" + slot + " /tmp/a");
    }
    for (int slot : new int[] {2, 0, 3}) {
      it.answer(slot, "ok");
      it.exit(slot, 0);
    }
    it.deeds.clear();
    it.ask("scan q5 /tmp/a");
    it.ask("scan q6 /tmp/a");
    it.ask("scan q7 /tmp/a");
    assertThat(spawns(it)).containsExactly("spawn 3", "spawn 0", "spawn 2");
  }

  @Test
  void aProgramThatCannotBeExecutedChangesNoStateAndSendsNothing() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2));
    it.startsFailWith(slot -> Optional.of(new Event.SpawnFailed(slot, "Permission denied")));
    it.ask("scan q1 /tmp/a");
    it.messages();
    it.log.clear();
    it.deeds.clear();
    long second = it.ask("scan q2 /tmp/b");
    it.ask("scan q3 /tmp/b");
    assertThat(it.deeds).as("one try a request").containsExactly("spawn 1", "spawn 1");
    assertThat(it.messages()).isEmpty();
    assertThat(it.answers).startsWith(second + " error: Unable to activate worker\n");
    assertThat(it.log).containsExactly("ERR Cannot start worker 1: Permission denied");
    assertThat(it.answerTo("free")).isEqualTo("1\n");
  }

  private static PoolFixture withThreeFailedStarts(PoolSettings.Builder settings) {
    PoolFixture it =
        new PoolFixture(settings.maxWorkers(3).queueSize(9).startIntervalSeconds(1_000));
    it.workersGetReady = false;
    it.exit(0, 1);
    it.ask("scan q1 /tmp/a");
    it.dieUnread(0, 11);
    it.ask("scan q2 /tmp/a");
    it.dieUnread(0, 11);
    it.deeds.clear();
    it.answers.clear();
    return it;
  }

  @Test
  void threeFailedStartsHoldStartsBackUntilATrialWorkerIsReady() {
    PoolFixture it = withThreeFailedStarts(PoolSettings.builder());
    assertThat(it.pool().counts().serviceable()).isZero();
    assertThat(it.answerTo("free")).isEqualTo("3\n");
    it.ask("scan q3 /tmp/a");
    it.ask("scan q4 /tmp/a");
    it.pass(8 * SECOND / 10 - 1);
    assertThat(it.deeds).isEmpty();
    it.pass(4 * SECOND / 10);
    assertThat(it.deeds).as("one trial worker, no request").containsExactly("spawn 0", "await 0");
    assertThat(it.pool().counts().serviceable()).isZero();
    it.pass(SECOND);
    assertThat(spawns(it)).hasSize(1);

    it.give(new Event.WorkerReady(0, ReadySign.READS_STDIN));

    assertThat(it.deeds).endsWith("send 0 scan q3 /tmp/a", "spawn 1", "send 1 scan q4 /tmp/a");
    assertThat(it.log.stream().filter(line -> line.contains("held back"))).hasSize(2);
  }

  @Test
  void aTrialWorkerThatIsNotReadyInTimeIsKilledAndAFailedStart() {
    PoolFixture it = withThreeFailedStarts(PoolSettings.builder().startTimeoutSeconds(20));
    it.pass(2 * SECOND);
    assertThat(it.deeds).containsExactly("spawn 0", "await 0");
    it.pass(20 * SECOND);
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
    it.die(0, 15);
    it.deeds.clear();
    it.pass(16 * SECOND / 10 - 1);
    assertThat(it.deeds).as("two seconds now, less a fifth").isEmpty();
    it.pass(SECOND);
    assertThat(it.deeds).containsExactly("spawn 0", "await 0");
  }

  @Test
  void aRereadEndsTheWaitAtOnce() {
    PoolFixture it = withThreeFailedStarts(PoolSettings.builder());
    it.give(new Event.RereadSignalled());
    it.ask("scan q3 /tmp/a");
    assertThat(it.deeds).containsExactly("spawn 0", "send 0 scan q3 /tmp/a");
  }

  @Test
  void workersThatReadTheirRequestAndDieAreNoFailedStarts() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1));
    for (int count = 0; count < 9; count++) {
      it.ask("scan poison /tmp/a");
      it.die(0, 11);
    }
    it.deeds.clear();
    it.ask("scan good /tmp/a");
    assertThat(it.deeds).containsExactly("spawn 0", "send 0 scan good /tmp/a");
  }

  @Test
  void workersThatTimeOutTogetherDoNotHoldStartsBack() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(5).busyTimeoutSeconds(10).startIntervalSeconds(99));
    for (int count = 0; count < 5; count++) {
      it.ask("scan q" + count + " /tmp/a");
    }
    it.pass(10 * SECOND);
    for (int slot = 0; slot < 5; slot++) {
      it.die(slot, 15);
    }
    it.deeds.clear();
    it.ask("scan good /tmp/a");
    assertThat(it.deeds).endsWith("send 4 scan good /tmp/a");
  }

  @Test
  void rereadsAndRecyclingAreNoFailedStarts() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().rereadAtOnce(true).maxWorkers(1).startIntervalSeconds(1));
    for (int count = 0; count < 5; count++) {
      it.give(new Event.RereadSignalled());
      it.exit(0, 0);
      it.pass(SECOND);
    }
    assertThat(spawns(it)).hasSize(6);
    assertThat(it.pool().counts().serviceable()).isEqualTo(1);
  }

  @Test
  void aJumpOfTheWallClockMovesNoTimeout() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().busyTimeoutSeconds(30));
    it.ask("scan q1 /tmp/a");
    it.jumpWallClock(3_600_000);
    it.pass(30 * SECOND - 1);
    assertThat(it.answers).isEmpty();
    it.jumpWallClock(-7_200_000);
    it.pass(1);
    assertThat(it.answers).hasSize(1);
  }
}

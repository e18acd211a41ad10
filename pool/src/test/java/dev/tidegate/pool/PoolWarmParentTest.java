package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that are forked from a warm parent ({@code -E}): its start, its end, its faults. */
final class PoolWarmParentTest {
  private static final long SECOND = PoolFixture.SECOND;
  private static final WorkerExit FAILED = new WorkerExit.Exited(2);

  private static PoolFixture warm(PoolSettings.Builder settings) {
    return new PoolFixture(settings.embedPerl(true).startIntervalSeconds(100));
  }

  private static List<String> loads(PoolFixture it) {
    return it.deeds.stream().filter(deed -> deed.startsWith("load ")).toList();
  }

  @Test
  void requestsOfTheFirstLoadWaitForItAndAreServedInTheirOrder() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(4));
    it.loadersGetReady = false;
    it.give(new Event.LoaderEnded(1, FAILED));
    it.die(0, 9);
    it.deeds.clear();
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).isEmpty();
    assertThat(it.pool().counts().serviceable()).as("only what is idle").isEqualTo(0);
    it.give(new Event.LoaderReady(2, ReadySign.REPORTED));
    assertThat(it.deeds)
        .filteredOn(deed -> deed.startsWith("send"))
        .extracting(deed -> deed.substring("send 0 ".length()))
        .containsExactly("scan q1 /tmp/a", "scan q2 /tmp/a");
    assertThat(it.answers).isEmpty();
  }

  @Test
  void aRequestWaitsFiveSecondsForTheWarmParentAndNoLonger() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.loadersGetReady = false;
    it.give(new Event.LoaderEnded(1, FAILED));
    it.die(0, 9);
    long client = it.ask("scan q1 /tmp/a");
    it.pass(5 * SECOND - 1);
    assertThat(it.answers).isEmpty();
    it.pass(1);
    assertThat(it.answers).containsExactly(client + " error: Unable to activate worker\n");
  }

  @Test
  void anIdleWorkerServesTheRequestThatWaitsForAFork() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.forksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).endsWith("fork 1");
    it.answer(0, "ok");
    assertThat(it.deeds).endsWith("send 0 scan q2 /tmp/a");
  }

  @Test
  void aForkWithoutReplyEndsTheWarmParentAndIsOrderedAgain() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.ask("scan q1 /tmp/a");
    it.forksAreAnswered = false;
    it.ask("scan q2 /tmp/a");
    it.deeds.clear();
    it.forksAreAnswered = true;
    it.give(new Event.ForkUnanswered(1));
    assertThat(it.deeds)
        .containsExactly("KILL loader 1", "load 2 WARM_PARENT", "fork 1", "send 1 scan q2 /tmp/a");
    assertThat(it.answers).isEmpty();
  }

  @Test
  void afterThreeLoadsThatFailWorkersAreSpawnedUntilTheProgramLoads() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(3));
    it.loadersGetReady = false;
    it.give(new Event.LoaderEnded(1, FAILED));
    it.give(new Event.LoaderStderr(2, "syntax error at line 3"));
    it.give(new Event.LoaderEnded(2, FAILED));
    it.ask("scan q0 /tmp/a");
    it.ask("scan q1 /tmp/a");
    it.give(new Event.LoaderEnded(3, FAILED));
    assertThat(loads(it)).hasSize(3);
    assertThat(it.deeds).endsWith("spawn 1", "send 1 scan q1 /tmp/a");
    assertThat(it.log)
        .anySatisfy(line -> assertThat(line).contains("syntax error at line 3"))
        .anySatisfy(line -> assertThat(line).contains("workers are started one by one"));

    it.pass(30 * SECOND);
    assertThat(loads(it)).hasSize(4);
    it.give(new Event.LoaderReady(4, ReadySign.REPORTED));
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).endsWith("fork 2", "send 2 scan q2 /tmp/a");
  }

  @Test
  void aProgramThatCannotBeAWarmParentIsReportedOnceAndSpawned() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.give(new Event.LoaderFaulted(1, "it does not speak the protocol", true));
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    assertThat(it.deeds).endsWith("spawn 1", "send 1 scan q2 /tmp/a");
    assertThat(it.log).filteredOn(line -> line.contains("-E")).hasSize(1);
    assertThat(loads(it)).hasSize(1);
  }

  @Test
  void atTheEndTheWarmParentIsToldToQuit() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.give(new Event.TerminateSignalled());
    assertThat(it.deeds).contains("QUIT loader 1");
    it.exit(0, 0);
    assertThat(it.exited()).isTrue();
  }

  @Test
  void aForkThatTheLastWarmParentOwesDoesNotEndThePresentOne() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(2));
    it.ask("scan q1 /tmp/a");
    it.forksAreAnswered = false;
    it.ask("scan q2 /tmp/a");
    it.loadersQuit = false;
    it.answerTo("reread");
    it.deeds.clear();
    it.forksAreAnswered = true;

    it.give(new Event.ForkUnanswered(1));

    assertThat(it.deeds).containsExactly("fork 1", "send 1 scan q2 /tmp/a");
  }

  @Test
  void aWarmParentThatDoesNotQuitIsKilledAfterTenSeconds() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(1));
    it.loadersQuit = false;
    it.answerTo("reread");
    assertThat(it.deeds).contains("QUIT loader 1");
    it.pass(10 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("KILL loader 1");
    it.pass(1);
    assertThat(it.deeds).contains("KILL loader 1").doesNotContain("KILL loader 2");
  }

  @Test
  void theReasonsOfAFaultMakeASentence() {
    PoolFixture it = warm(PoolSettings.builder().maxWorkers(1));
    it.give(new Event.LoaderFaulted(1, "it replied 'x', which is no reply", false));
    it.give(new Event.LoaderEnded(1, FAILED));
    assertThat(it.log)
        .anySatisfy(
            line -> assertThat(line).contains("has ended (it replied 'x', which is no reply)"))
        .noneSatisfy(line -> assertThat(line).contains("it it "));
  }
}

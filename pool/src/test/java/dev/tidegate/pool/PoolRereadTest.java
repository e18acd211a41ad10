package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import org.junit.jupiter.api.Test;

/** SPEC 13: the next generation is loaded outside the slots, and workers are replaced in turn. */
final class PoolRereadTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static PoolFixture idle(int workers, PoolSettings.Builder settings) {
    PoolFixture it =
        new PoolFixture(settings.minWorkers(workers).maxWorkers(workers).startIntervalSeconds(1));
    it.pass(workers * SECOND);
    it.deeds.clear();
    it.messages();
    it.log.clear();
    it.loadersGetReady = false;
    return it;
  }

  private static long killed(PoolFixture it) {
    return it.deeds.stream().filter(deed -> deed.startsWith("EOF")).count();
  }

  @Test
  void nothingChangesBeforeTheNextGenerationIsLoaded() {
    PoolFixture it = idle(2, PoolSettings.builder());
    assertThat(it.answerTo("reread")).isEqualTo("Forced reread of filter rules\n");
    assertThat(it.deeds).containsExactly("load 1 WORKER");
    it.pass(SECOND / 2);
    assertThat(it.messages()).isEmpty();
    it.give(new Event.LoaderReady(1, ReadySign.READS_STDIN));
    assertThat(it.messages()).containsExactly("R", "S 0 StateChange Idle -> Killed", "F 1");
    it.exit(0, 0);
    assertThat(it.deeds).contains("adopt 1 in 0");
    assertThat(it.messages()).contains("S 0 StateChange Stopped -> Idle");
  }

  @Test
  void aQuarterOfTheWorkersIsReplacedAtATime() {
    PoolFixture it = idle(8, PoolSettings.builder());
    it.workersGetReady = false;
    it.answerTo("reread");
    it.give(new Event.LoaderReady(1, ReadySign.READS_STDIN));
    assertThat(killed(it)).isEqualTo(2);
    it.exit(0, 0);
    assertThat(it.deeds).contains("adopt 1 in 0");
    assertThat(killed(it)).as("one successor is ready, one worker is leaving").isEqualTo(3);
    it.exit(1, 0);
    assertThat(it.deeds).contains("spawn 1", "await 1");
    assertThat(killed(it)).as("its successor is not ready").isEqualTo(3);
    it.give(new Event.WorkerReady(1, ReadySign.READS_STDIN));
    assertThat(killed(it)).isEqualTo(4);
  }

  @Test
  void requestsGoToTheNewGenerationFirst() {
    PoolFixture it = idle(4, PoolSettings.builder());
    it.answerTo("reread");
    it.give(new Event.LoaderReady(1, ReadySign.READS_STDIN));
    it.exit(0, 0);
    it.deeds.clear();
    it.ask("scan q1 /tmp/a");
    assertThat(it.deeds).containsExactly("send 0 scan q1 /tmp/a");
  }

  @Test
  void aFailedLoadKeepsTheGenerationAndTheWorkersAndIsReported() {
    PoolFixture it = idle(2, PoolSettings.builder().maxRequests(1));
    it.answerTo("reread");
    it.give(new Event.LoaderStderr(1, "syntax error at filter line 7"));
    it.give(new Event.LoaderEnded(1, new WorkerExit.Exited(255)));
    assertThat(it.messages()).as("reread_failed has no letter").isEmpty();
    assertThat(it.log)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("ERR Reread failed")
                    .contains("syntax error at filter line 7", "generation 0 stays"));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    assertThat(killed(it)).as("a worker that has no successor is kept").isZero();
    assertThat(it.pool().counts().serviceable()).isEqualTo(2);
  }

  @Test
  void aRereadDuringALoadBeginsAnew() {
    PoolFixture it = idle(2, PoolSettings.builder());
    it.answerTo("reread");
    it.answerTo("reread");
    assertThat(it.deeds).containsExactly("load 1 WORKER", "KILL loader 1", "load 2 WORKER");
    it.give(new Event.LoaderReady(2, ReadySign.READS_STDIN));
    assertThat(it.messages()).filteredOn("R"::equals).hasSize(1);
  }

  @Test
  void aLoadThatTakesTooLongFails() {
    PoolFixture it = idle(1, PoolSettings.builder().startTimeoutSeconds(5));
    it.answerTo("reread");
    it.pass(5 * SECOND);
    assertThat(it.deeds).contains("KILL loader 1");
    assertThat(it.log)
        .anySatisfy(line -> assertThat(line).contains("has not loaded the filter within 5 s"));
  }

  @Test
  void withAWarmParentItStaysInForceWhenTheNextOneFails() {
    PoolFixture it = idle(1, PoolSettings.builder().embedPerl(true));
    it.answerTo("reread");
    it.give(new Event.LoaderEnded(2, new WorkerExit.Exited(255)));
    it.die(0, 9);
    it.ask("scan q1 /tmp/a");
    assertThat(it.deeds).endsWith("fork 0", "send 0 scan q1 /tmp/a");
  }

  @Test
  void withAWarmParentTheOldOneQuitsWhenTheNextIsReady() {
    PoolFixture it = idle(1, PoolSettings.builder().embedPerl(true));
    it.answerTo("reread");
    it.give(new Event.LoaderReady(2, ReadySign.REPORTED));
    assertThat(it.deeds)
        .containsExactly("load 2 WARM_PARENT", "QUIT loader 1", "CONTINUE 0", "EOF 0");
    it.exit(0, 0);
    assertThat(it.deeds).endsWith("fork 0");
    assertThat(it.pool().workers().slot(0).generation()).isEqualTo(1);
  }

  @Test
  void withoutAnyWorkerTheNextGenerationBeginsAtOnce() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().startIntervalSeconds(1_000));
    it.exit(0, 0);
    it.messages();
    it.deeds.clear();
    it.answerTo("reread");
    assertThat(it.messages()).containsExactly("R");
    assertThat(it.deeds).isEmpty();
  }

  @Test
  void inJsonAFailedRereadIsAnEvent() {
    PoolFixture it = idle(1, PoolSettings.builder());
    long listener = it.listen("?R json");
    it.answerTo("reread");
    it.give(new Event.LoaderStderr(1, "syntax error"));
    it.give(new Event.LoaderEnded(1, new WorkerExit.Exited(255)));
    assertThat(it.messages(listener))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "\"type\":\"reread_failed\"",
                        "\"generation\":0",
                        "\"by\":\"command\"",
                        "\"exit\":255",
                        "\"stderr\":[\"syntax error\"]"));
  }
}

package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import org.junit.jupiter.api.Test;

/** SPEC: when workers are replaced, and how they are told to go. */
final class PoolRecyclingTest {
  private static final long SECOND = PoolFixture.SECOND;

  @Test
  void aWorkerGoesAfterItsLastRequest() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxRequests(2).logEvents(true));
    for (int count = 0; count < 2; count++) {
      it.ask("scan q1 /tmp/a");
      it.answer(0, "ok");
    }
    assertThat(it.deeds).endsWith("CONTINUE 0", "EOF 0");
    assertThat(it.messages())
        .endsWith("S 0 StateChange Busy -> Idle", "F 2", "S 0 StateChange Idle -> Killed", "F 1");
    assertThat(it.log)
        .contains(
            "INFO Killing idle worker 0 (pid 101) req=2 age=0 req_age=0: Worker has processed 2"
                + " requests");
  }

  @Test
  void whileTheQueueWaitsForItAWorkerRunsUpToThreeTimesItsRequests() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(1).maxRequests(1).queueSize(9));
    for (int count = 0; count < 5; count++) {
      it.ask("scan q" + count + " /tmp/a");
    }
    it.answer(0, "ok");
    it.answer(0, "ok");
    assertThat(it.deeds).endsWith("send 0 scan q2 /tmp/a");
    it.answer(0, "ok");
    assertThat(it.deeds).endsWith("CONTINUE 0", "EOF 0");
    it.exit(0, 0);
    assertThat(it.deeds).endsWith("spawn 0", "send 0 scan q3 /tmp/a");
  }

  @Test
  void ifAnotherSlotCanServeTheQueueAWorkerGoesAtOnce() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .maxWorkers(2)
                .maxRequests(1)
                .queueSize(9)
                .minStartIntervalSeconds(5));
    it.pass(60 * SECOND);
    it.ask("scan q0 /tmp/a");
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    it.answer(1, "ok");
    assertThat(it.deeds).as("nobody else can").endsWith("send 1 scan q2 /tmp/a");
  }

  @Test
  void theLifetimeBeginsWithTheFirstRequest() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxLifetimeSeconds(60).idleTimeoutSeconds(10).logEvents(true));
    it.pass(500 * SECOND);
    assertThat(it.deeds).doesNotContain("EOF 0");
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.pass(60 * SECOND);
    assertThat(it.deeds).doesNotContain("EOF 0");
    it.pass(10 * SECOND);
    assertThat(it.deeds).contains("EOF 0");
    assertThat(it.log)
        .anySatisfy(
            line ->
                assertThat(line).endsWith("Worker has exceeded maximum lifetime of 60 seconds"));
  }

  @Test
  void surplusWorkersGoOnceTheyHaveBeenIdleLongEnough() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(3).idleTimeoutSeconds(100).logEvents(true));
    it.ask("scan q0 /tmp/a");
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    for (int slot = 0; slot < 3; slot++) {
      it.answer(slot, "ok");
    }
    it.pass(100 * SECOND);
    assertThat(it.deeds).contains("EOF 0", "EOF 1").doesNotContain("EOF 2");
    assertThat(it.log)
        .contains("INFO Killing idle worker 0 (pid 101) req=1 age=100 req_age=100: Idle timeout");
  }

  @Test
  void aRereadReplacesIdleWorkersAtOnceAndBusyOnesWhenTheyFinish() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .rereadAtOnce(true)
                .minWorkers(2)
                .maxWorkers(2)
                .startIntervalSeconds(1)
                .logEvents(true));
    it.pass(SECOND);
    it.ask("scan q1 /tmp/a");
    it.messages();
    assertThat(it.answerTo("reread")).isEqualTo("Forced reread of filter rules\n");
    assertThat(it.messages()).containsExactly("S 1 StateChange Idle -> Killed", "F 0", "Z", "R");
    it.answer(0, "ok");
    assertThat(it.messages())
        .containsExactly(
            "S 0 StateChange Busy -> Idle",
            "F 1",
            "Y",
            "S 0 StateChange Idle -> Killed",
            "F 0",
            "Z");
    assertThat(it.log)
        .anySatisfy(line -> assertThat(line).endsWith(": Forcing reread of filter rules"))
        .anySatisfy(
            line ->
                assertThat(line).endsWith(": New generation -- forcing reread of filter rules"));
  }

  @Test
  void anIdleWorkerHasTenSecondsForEndOfFileAndTenForTerm() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().startIntervalSeconds(100).logEvents(true));
    it.give(new Event.RereadSignalled());
    it.deeds.clear();
    it.log.clear();
    it.pass(10 * SECOND);
    assertThat(it.deeds).containsExactly("CONTINUE 0", "TERMINATE 0");
    it.pass(10 * SECOND);
    assertThat(it.deeds).containsExactly("CONTINUE 0", "TERMINATE 0", "CONTINUE 0", "KILL_GROUP 0");
    assertThat(it.log)
        .containsExactly(
            "INFO Worker 0 (pid 101) taking too long to exit; sending SIGTERM",
            "INFO Worker 0 (pid 101) taking way too long to exit; sending SIGKILL");
  }

  @Test
  void aStoppedSlotKeepsWhatItsLastWorkerDidUntilTheNextStart() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().startIntervalSeconds(5));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.exit(0, 0);
    assertThat(it.answerTo("workerinfo 0"))
        .contains(
            "State Stopped", "PID -1", "NumRequests 1", "NumScans 1", "Age -1", "FirstReqAge -1");
    assertThat(it.answerTo("workers")).startsWith("0 S last=scan ago=0\n");
    it.pass(5 * SECOND);
    assertThat(it.answerTo("workers")).startsWith("0 I 102 ago=0\n");
  }

  @Test
  void autoscaleStartsAndDismissesWorkersByHowBusyTheyAre() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .maxWorkers(3)
                .idleTimeoutSeconds(10_000)
                .busyTimeoutSeconds(10_000)
                .autoscale(true)
                .logEvents(true));
    assertThat(it.log)
        .contains("INFO Autoscaling enabled: interval=15s scale_out=80% scale_in=30%");
    it.ask("scan q1 /tmp/a");
    it.log.clear();
    // 1 − 0.75^n of a pool all busy passes 0.80 at the sixth look.
    it.pass(5 * 15 * SECOND);
    assertThat(it.log).isEmpty();
    it.pass(15 * SECOND);
    assertThat(it.log)
        .containsExactly(
            "INFO Starting worker 1 (pid 102) (2 running): Autoscale: scale-out (ema_busy=0.82)",
            "INFO Autoscale: scaled out to 2 workers (ema_busy=0.82 queued=0)");
    it.answer(0, "ok");
    it.log.clear();
    it.pass(4 * 15 * SECOND);
    assertThat(it.log)
        .anySatisfy(
            line ->
                assertThat(line)
                    .isEqualTo("INFO Autoscale: scaled in to 1 workers (ema_busy=0.26)"));
  }
}

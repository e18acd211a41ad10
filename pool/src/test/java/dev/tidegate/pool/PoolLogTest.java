package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC, "Syslog lines" and "Statistics file": the lines that log readers match on. */
final class PoolLogTest {
  private static final long SECOND = PoolFixture.SECOND;

  @Test
  void theFirstLineNamesTheSettings() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().minWorkers(2).maxWorkers(4).logEvents(true));
    assertThat(it.log.getFirst())
        .isEqualTo(
            "INFO started; minWorkers=2, maxWorkers=4, maxRequests=500, maxLifetime=0,"
                + " maxIdleTime=300, busyTimeout=120, clientTimeout=10");
  }

  @Test
  void everyStartHasItsReason() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(9).logEvents(true));
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/b");
    it.ask("relayok 192.0.2.1");
    it.ask("Filter " + "x".repeat(200));
    it.ask(ClientSocket.MAP, "access key");
    assertThat(it.log)
        .filteredOn(line -> line.contains("Starting"))
        .containsExactly(
            "INFO Starting worker 0 (pid 101) (1 running): Bringing workers up to minWorkers (1)",
            "INFO Starting worker 1 (pid 102) (2 running): About to perform scan",
            "INFO Starting worker 2 (pid 103) (3 running): About to execute command"
                + " 'relayok 192.0.2.1'",
            "INFO Starting worker 3 (pid 104) (4 running): About to execute command 'Filter "
                + "x".repeat(93)
                + "'",
            "INFO Starting worker 4 (pid 105) (5 running): About to handle map request");
    assertThat(it.statistics)
        .contains(
            "StartWorker worker=1 nworkers=2 nbusy=1 reason=\"About to perform scan\"",
            "StartFilter worker=1 nworkers=2 nbusy=2");
  }

  @Test
  void aScanIsAStartFilterAndAnEndFilter() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    it.statistics.clear();
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    assertThat(it.statistics)
        .containsExactly(
            "StartFilter worker=0 nworkers=1 nbusy=1",
            "EndFilter worker=0 nworkers=1 nbusy=0 numRequests=1");
  }

  @Test
  void withoutAReaderThereAreNoStatistics() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().statistics(false));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    assertThat(it.statistics).isEmpty();
  }

  @Test
  void aBusyTimeoutIsLoggedWithTheWorkersAges() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().busyTimeoutSeconds(30).logEvents(true));
    it.pass(5 * SECOND);
    it.ask("scan q1 /tmp/a");
    it.log.clear();
    it.statistics.clear();

    it.pass(30 * SECOND);

    assertThat(it.log)
        .containsExactly(
            "INFO Killing busy worker 0 (pid 101) req=1 age=35 req_age=30: Busy timeout");
    assertThat(it.statistics)
        .containsExactly(
            "EndFilter worker=0 nworkers=1 nbusy=0 numRequests=1",
            "KillWorker worker=0 nworkers=1 nbusy=0 req=1 age=35 reason=\"Busy timeout\"");
    it.die(0, 15);
    assertThat(it.log)
        .contains("DEBUG Reap: worker 0 (pid 101) exited due to SIGTERM/SIGKILL as expected.");
    assertThat(it.statistics).endsWith("ReapWorker worker=0 nworkers=0 nbusy=0");
  }

  @Test
  void anUnexpectedDeathIsAnErrorAndTellsWhatWasUsed() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().logEvents(true));
    it.ask("scan q1 /tmp/a");
    it.log.clear();
    it.give(
        new Event.WorkerExited(
            0,
            new WorkerExit.Exited(255),
            new ResourceUsage(1_234, 56_000_000, 0, 1, 92, 1500, 2, 3),
            false,
            Optional.empty()));
    assertThat(it.log)
        .contains(
            "ERR Worker 0 died prematurely -- check your filter rules",
            "ERR Reap: worker 0 (pid 101) exited normally with status 255 (WORKER DIED"
                + " UNEXPECTEDLY)",
            "INFO Worker 0 resource usage: req=1, scans=1, user=0.001, sys=56.000, nswap=0,"
                + " majflt=1, minflt=92, maxrss=1500, bi=2, bo=3");
  }

  @Test
  void anUnexpectedSignalIsNamedByItsNumber() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().logEvents(true));
    it.die(0, 11);
    assertThat(it.log)
        .contains(
            "ERR Reap: worker 0 (pid 101) exited due to signal 11 (WORKER DIED UNEXPECTEDLY)");
  }

  @Test
  void withoutEventsAPrematureDeathIsStillLoggedWithAHint() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    it.ask("scan q1 /tmp/a");
    it.exit(0, 1);
    assertThat(it.log)
        .containsExactly(
            "ERR Worker 0 died prematurely -- check your filter rules and use the '-l' flag on"
                + " mimedefang-multiplexor to see Perl error messages");
  }

  @Test
  void aWorkerThatRanOutOfMemoryIsNamed() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerStderr(0, "perl: Out of memory! Sorry"));
    it.exit(0, 1);
    assertThat(it.log)
        .contains("ERR Worker 0 ran out of memory -- possible DoS attack due to complex MIME?");
  }

  @Test
  void stderrIsLoggedWithTheQueueIdOfTheCommand() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(4).logEvents(true));
    it.ask("scan q1 /tmp/a");
    it.ask("senderok <s> 192.0.2.1 h helo /dir q2 SIZE=1");
    it.ask("recipok <r@x> <s> 192.0.2.1 h first helo /dir q3");
    it.ask("relayok 192.0.2.1 h");
    it.log.clear();
    for (int slot = 0; slot < 4; slot++) {
      it.give(new Event.WorkerStderr(slot, "odd"));
      it.give(new Event.WorkerStderr(slot, ""));
    }
    assertThat(it.log)
        .containsExactly(
            "INFO q1: Worker 0 stderr: odd",
            "INFO q2: Worker 1 stderr: odd",
            "INFO q3: Worker 2 stderr: odd",
            "INFO Worker 3 stderr: odd");
  }

  @Test
  void theQueueSaysHowManyWaitAndWhenItIsFull() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(1).queueSize(1).logEvents(true));
    it.ask("scan q1 /tmp/a");
    it.log.clear();
    it.ask("scan q2 /tmp/a");
    it.ask("scan q3 /tmp/a");
    assertThat(it.log)
        .containsExactly(
            "INFO All workers are busy: Queueing request (1 queued)",
            "INFO Cannot queue request: request queue is full",
            "WARNING No free workers");
  }

  @Test
  void aStartThatMustWaitIsLoggedAsAnErrorOfThatSlot() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(2).minStartIntervalSeconds(5).logEvents(true));
    it.ask("scan q1 /tmp/a");
    it.log.clear();
    long client = it.ask("scan q2 /tmp/a");
    assertThat(it.answers).containsExactly(client + " error: Unable to activate worker\n");
    assertThat(it.log)
        .containsExactly(
            "DEBUG Did not start worker 1: Not enough time elapsed since last worker activation",
            "ERR Unable to activate worker 1");
  }

  @Test
  void theStatusLineCountsEverything() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .maxWorkers(3)
                .statusLogIntervalSeconds(60)
                .queueSize(3)
                .minWorkers(2));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.ask("scan q2 /tmp/a");
    it.pass(60 * SECOND);
    assertThat(it.log)
        .containsExactly(
            "INFO Worker status: Stopped=1 Idle=1 Busy=1 Killed=0 Queued=0 Msgs=1 Activations=2");
  }

  @Test
  void schedulingDecisionsAreLoggedWithClassAndActivation() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).logScheduling(true));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.ask("recipok <r@x>");
    it.ask("helook 192.0.2.1");
    assertThat(it.log)
        .containsExactly(
            "INFO Scheduling Idle worker 0 for cmdno 0 (activated=0, last=-2)",
            "INFO Scheduling Idle worker 0 for cmdno 3 (activated=0, last=0)",
            "INFO Scheduling Stopped worker 1 for cmdno -1 (activated=0, last=-2)");
  }
}

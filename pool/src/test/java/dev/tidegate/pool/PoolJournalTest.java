package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import org.junit.jupiter.api.Test;

/** What the log and the statistics say, where a flag or the manner of an end decides. */
final class PoolJournalTest {
  private static final String OUT_OF_MEMORY =
      "ERR Worker 0 ran out of memory -- possible DoS attack due to complex MIME?";

  @Test
  void theLinesOfAutoscalingNeedNoOtherFlag() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).autoscale(true));

    assertThat(it.log)
        .containsExactly(
            "INFO Autoscaling enabled: interval=15s scale_out=80% scale_in=30%",
            "INFO Autoscale: scaled out to 1 workers (ema_busy=0.00 queued=0)");
  }

  @Test
  void aWorkerThatDiesWithARequestAfterItRanOutOfMemoryIsSaidToHaveDoneThatAlone() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2));
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerStderr(0, "Out of memory!"));

    it.die(0, 9);

    assertThat(it.log).containsExactly(OUT_OF_MEMORY);
  }

  @Test
  void aWorkerThatRanOutOfMemoryAndEndsLaterWithoutARequestIsNoAlarm() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2));
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerStderr(0, "Out of memory!"));
    it.answer(0, "ok");

    it.die(0, 9);

    assertThat(it.log).isEmpty();
  }

  @Test
  void theEndOfAllIsLoggedOnceAndNotForEachWorker() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).logEvents(true));
    it.log.clear();
    it.statistics.clear();

    it.give(new Event.TerminateSignalled());

    assertThat(it.log).containsExactly("INFO Received SIGTERM: Stopping workers and terminating");
    assertThat(it.statistics).isEmpty();
    assertThat(it.deeds).contains("EOF 0");
  }

  @Test
  void aDomainIsLoggedAsItsRecipientIsWritten() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(4).recipokPerDomain(1).logEvents(true));
    it.ask("recipok <a@example.com> <s@x> 1.2.3.4 h f helo r q1 m");
    it.log.clear();

    it.ask("recipok <b@Example.COM> <s@x> 1.2.3.4 h f helo r q1 m");

    assertThat(it.log)
        .containsExactly("WARNING Hit per-domain recipok limit (1) for domain Example.COM");
  }
}

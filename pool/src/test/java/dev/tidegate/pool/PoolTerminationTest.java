package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import org.junit.jupiter.api.Test;

/** SPEC: the order of things at TERM. */
final class PoolTerminationTest {
  private static final long SECOND = PoolFixture.SECOND;

  private final PoolFixture it =
      new PoolFixture(
          PoolSettings.builder()
              .minWorkers(2)
              .maxWorkers(2)
              .startIntervalSeconds(1)
              .queueSize(5)
              .tickIntervalSeconds(5)
              .queueTimeoutSeconds(600)
              .logEvents(true));

  @Test
  void acceptingEndsFirstThenTheQueueThenIdleWorkers() {
    it.pass(SECOND);
    it.ask("scan q1 /tmp/a");
    it.deeds.clear();
    it.log.clear();
    it.give(new Event.TerminateSignalled());
    assertThat(it.deeds).containsExactly("stop accepting", "CONTINUE 1", "EOF 1");
    assertThat(it.log.getFirst())
        .isEqualTo("INFO Received SIGTERM: Stopping workers and terminating");
  }

  @Test
  void queuedRequestsAreRefused() {
    it.pass(SECOND);
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/a");
    long queued = it.ask("scan q3 /tmp/a");
    long map = it.ask(ClientSocket.MAP, "access key");
    it.give(new Event.TerminateSignalled());
    assertThat(it.answers)
        .containsExactly(queued + " error: No free workers\n", map + " TEMP No free workers");
    long late = it.ask("scan q4 /tmp/a");
    assertThat(it.answers).endsWith(late + " error: No free workers\n");
  }

  @Test
  void aScanThatEndsInTimeIsAnswered() {
    long scan = it.ask("scan q1 /tmp/a");
    it.give(new Event.TerminateSignalled());
    it.messages();
    it.pass(10 * SECOND - 1);
    it.answer(0, "ok");
    assertThat(it.answers).containsExactly(scan + " ok\n");
    assertThat(it.messages())
        .startsWith("S 0 StateChange Busy -> Idle")
        .contains("S 0 StateChange Idle -> Killed");
    assertThat(it.deeds).endsWith("CONTINUE 0", "EOF 0");
    assertThat(it.exited()).isFalse();
    it.exit(0, 0);
    assertThat(it.exited()).isTrue();
  }

  @Test
  void aScanThatDoesNotIsToldSoAtTheMarkAndEverythingIsOverWithin21Seconds() {
    long scan = it.ask("scan q1 /tmp/a");
    it.give(new Event.TerminateSignalled());
    it.deeds.clear();
    it.log.clear();
    it.pass(10 * SECOND);
    assertThat(it.answers).containsExactly(scan + " ERR No response from worker\n");
    assertThat(it.deeds).containsExactly("CONTINUE 0", "TERMINATE 0");
    assertThat(it.log).contains("INFO Still some workers alive: Sending SIGTERM");
    it.pass(10 * SECOND);
    assertThat(it.deeds).endsWith("CONTINUE 0", "KILL_GROUP 0");
    assertThat(it.log).contains("INFO Still some workers alive: Sending SIGKILL");
    assertThat(it.exited()).isFalse();
    it.pass(SECOND);
    assertThat(it.deeds).endsWith("close listener 1", "exit 0");
  }

  @Test
  void theMarksCountFromSigtermHoweverLateEachOfThemIs() {
    it.ask("scan q1 /tmp/a");
    it.give(new Event.TerminateSignalled());
    it.deeds.clear();
    it.stall(13 * SECOND);
    assertThat(it.deeds).containsExactly("CONTINUE 0", "TERMINATE 0");
    it.pass(7 * SECOND - 1);
    assertThat(it.deeds).hasSize(2);
    it.stall(1 + SECOND / 2);
    assertThat(it.deeds).endsWith("CONTINUE 0", "KILL_GROUP 0");
    it.pass(SECOND / 2 - 1);
    assertThat(it.exited()).isFalse();
    it.pass(1);
    assertThat(it.exited()).isTrue();
  }

  @Test
  void afterAStopPastAllMarksTheWorkersStillHaveHalfASecondForEach() {
    it.ask("scan q1 /tmp/a");
    it.give(new Event.TerminateSignalled());
    it.deeds.clear();
    it.stall(60 * SECOND);
    assertThat(it.deeds).containsExactly("CONTINUE 0", "TERMINATE 0");
    it.pass(SECOND / 2 - 1);
    assertThat(it.deeds).hasSize(2);
    it.pass(1);
    assertThat(it.deeds).endsWith("CONTINUE 0", "KILL_GROUP 0");
    assertThat(it.exited()).isFalse();
    it.pass(SECOND / 2);
    assertThat(it.exited()).isTrue();
  }

  @Test
  void settingsAreStillListed() {
    it.ask("scan q1 /tmp/a");
    long early = it.connect(ClientSocket.COMMAND);
    it.give(new Event.TerminateSignalled());
    it.answers.clear();
    it.give(new Event.LineArrived(early, "set "));
    it.ask("set max-workers=1");
    assertThat(it.answers.getFirst()).startsWith(early + " min-workers=2 (1 to 2)\n");
    assertThat(it.answers.getLast()).endsWith(" error: The multiplexor is ending\n");
  }

  @Test
  void listenersGetTheChangesThenTheirEnd() {
    it.messages();
    it.give(new Event.TerminateSignalled());
    it.exit(0, 0);
    assertThat(it.messages())
        .containsExactly(
            "S 0 StateChange Idle -> Killed", "F 1", "S 0 StateChange Killed -> Stopped", "F 2");
    assertThat(it.deeds).endsWith("close listener 1", "exit 0");
  }

  @Test
  void aSecondTermChangesNothing() {
    it.ask("scan q1 /tmp/a");
    it.give(new Event.TerminateSignalled());
    it.pass(9 * SECOND);
    it.deeds.clear();
    it.give(new Event.TerminateSignalled());
    assertThat(it.deeds).isEmpty();
    it.pass(12 * SECOND);
    assertThat(it.exited()).isTrue();
  }

  @Test
  void noTickAndNoStartComesAnyMore() {
    it.pass(5 * SECOND);
    it.give(new Event.TerminateSignalled());
    it.deeds.clear();
    it.log.clear();
    it.answer(0, "tock 0");
    it.pass(9 * SECOND);
    assertThat(it.deeds).noneMatch(deed -> deed.startsWith("spawn") || deed.startsWith("send"));
    assertThat(it.log).noneMatch(line -> line.contains("Tick"));
  }
}

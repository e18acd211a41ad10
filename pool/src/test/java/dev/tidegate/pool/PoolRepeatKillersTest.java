package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages that end one worker after the other. */
final class PoolRepeatKillersTest {
  private static final long SECOND = PoolFixture.SECOND;

  private final PoolFixture it =
      new PoolFixture(PoolSettings.builder().maxWorkers(1).busyTimeoutSeconds(10));

  private List<String> named() {
    return it.log.stream().filter(line -> line.contains("Repeat killer")).toList();
  }

  /** Lets a worker answer once, so that no start is held back, and die of a request. */
  private void dieOf(String command) {
    it.pass(40 * SECOND);
    it.ask("scan good /tmp/a");
    it.answer(0, "ok");
    it.ask(command);
    it.exit(0, 9);
  }

  private JsonObject newest() {
    JsonArray incidents =
        JsonParser.parseString(it.answerTo("incidents"))
            .getAsJsonObject()
            .getAsJsonArray("incidents");
    return incidents.get(0).getAsJsonObject();
  }

  private int seen() {
    return JsonParser.parseString(it.answerTo("stats"))
        .getAsJsonObject()
        .getAsJsonObject("workers")
        .get("repeatKillers")
        .getAsInt();
  }

  @Test
  void aMessageThatHasEndedThreeWorkersIsNamedOnceAndAgainAtTheTenth() {
    dieOf("scan q1 /tmp/a");
    dieOf("scan q2 /tmp/a");
    dieOf("scan q1 /tmp/b");
    assertThat(named()).isEmpty();
    assertThat(newest().has("repeatKiller")).isFalse();
    assertThat(seen()).isZero();
    dieOf("recipok <r@x> <s@x> 192.0.2.1 h ? helo /d q1");
    String third =
        "ERR Repeat killer: q1 has ended 3 workers (the last one: worker 0 died, exited with"
            + " status 9); look at that message";
    assertThat(named()).containsExactly(third);
    assertThat(newest().get("repeatKiller").getAsInt()).isEqualTo(3);
    assertThat(seen()).isEqualTo(1);
    for (int death = 4; death <= 10; death++) {
      dieOf("scan q1 /tmp/a");
      assertThat(newest().get("repeatKiller").getAsInt()).isEqualTo(death);
    }
    assertThat(named())
        .containsExactly(third, third.replace("has ended 3 workers", "has ended 10 workers"));
    assertThat(seen()).isEqualTo(1);
  }

  @Test
  void busyTimeoutsAndWorkersOutOfStepCountAsDeathsDo() {
    it.ask("scan q1 /tmp/a");
    it.pass(10 * SECOND);
    it.exit(0, 0);
    it.pass(40 * SECOND);
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerOutOfStep(0, "more output"));
    it.exit(0, 0);
    it.pass(40 * SECOND);
    it.ask("scan q1 /tmp/a");
    it.give(
        new Event.WorkerExited(
            0, new WorkerExit.Signalled(11), ResourceUsage.NONE, false, Optional.empty()));
    assertThat(named())
        .containsExactly(
            "ERR Repeat killer: q1 has ended 3 workers (the last one: worker 0 died, killed by"
                + " signal 11); look at that message");
  }

  @Test
  void aRequestWithoutAQueueIdIsNamedByAHashOfItsAddresses() {
    for (int death = 0; death < 3; death++) {
      dieOf("senderok <s@x> 192.0.2." + death + " h helo /d NOQUEUE");
    }
    assertThat(named())
        .singleElement()
        .asString()
        .matches("ERR Repeat killer: [0-9a-f]{16} has ended 3 workers .*");
  }

  @Test
  void aWorkerThatDiesAfterItsAnswerOrIsKilledByAnOperatorCountsForNoMessage() {
    for (int death = 0; death < 3; death++) {
      it.pass(40 * SECOND);
      it.ask("scan q1 /tmp/a");
      it.give(
          new Event.WorkerExited(
              0, new WorkerExit.Exited(0), ResourceUsage.NONE, false, Optional.of("ok")));
      it.ask("scan q2 /tmp/a");
      it.answerTo("kill 0:" + it.pool().workers().slot(0).pid());
      it.exit(0, 0);
      it.ask("relayok 192.0.2.1 h 25 192.0.2.2 25");
      it.exit(0, 9);
    }
    assertThat(named()).isEmpty();
    assertThat(seen()).isZero();
  }
}

package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.values.ClientSocket;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** The answer to {@code stats}; docs/PROTOCOLS.md has its schema. */
final class PoolStatsTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static JsonObject stats(PoolFixture it) {
    return JsonParser.parseString(it.answerTo("stats")).getAsJsonObject();
  }

  private static JsonObject unprivileged(PoolFixture it) {
    it.answers.clear();
    it.ask(ClientSocket.UNPRIVILEGED, "stats");
    String answer = it.answers.getLast();
    return JsonParser.parseString(answer.substring(answer.indexOf(' '))).getAsJsonObject();
  }

  private static JsonObject slot(JsonObject stats, int number) {
    return stats.getAsJsonArray("slots").get(number).getAsJsonObject();
  }

  @Test
  void aBusySlotTellsWhatItDoesAndHowMuchTimeItHasLeft() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(3).busyTimeoutSeconds(60));
    it.ask("scan q77 /tmp/a");
    it.give(new Event.WorkerStderr(0, "about to hang"));
    it.pass(20 * SECOND);
    JsonObject slot = slot(stats(it), 0);
    assertThat(slot.get("state").getAsString()).isEqualTo("Busy");
    assertThat(slot.get("queueId").getAsString()).isEqualTo("q77");
    assertThat(slot.get("command").getAsString()).isEqualTo("scan q77 /tmp/a");
    assertThat(slot.get("sinceMs").getAsLong()).isEqualTo(20_000);
    assertThat(slot.get("timeoutInMs").getAsLong()).isEqualTo(40_000);
    assertThat(slot.getAsJsonArray("stderr").get(0).getAsString()).isEqualTo("about to hang");
  }

  @Test
  void whoMayNotCommandLearnsNothingOfTheMail() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().given("-f /secret/path"));
    it.ask("scan q77 /var/spool/secret");
    it.give(new Event.WorkerStderr(0, "secret of a message"));
    String told = unprivileged(it).toString();
    assertThat(told).doesNotContain("secret").doesNotContain("queueId").contains("\"tag\"");
    assertThat(stats(it).toString())
        .contains("/var/spool/secret", "secret of a message", "-f /secret/path");
  }

  @Test
  void timeWithoutAnyoneServiceableAddsUp() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1));
    it.ask("scan q1 /tmp/a");
    it.pass(3 * SECOND);
    it.answer(0, "ok");
    it.pass(5 * SECOND);
    it.ask("scan q2 /tmp/a");
    it.pass(2 * SECOND);
    JsonObject saturation = stats(it).getAsJsonObject("saturation");
    assertThat(saturation.get("noneServiceableMs").getAsLong()).isEqualTo(5_000);
    assertThat(saturation.get("noneFreeMs").getAsLong()).isEqualTo(5_000);
  }

  @Test
  void startsThatAreHeldBackMakeTheDifferenceBetweenFreeAndServiceable() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(2).minStartIntervalSeconds(4));
    it.ask("scan q1 /tmp/a");
    it.pass(10 * SECOND);
    JsonObject saturation = stats(it).getAsJsonObject("saturation");
    assertThat(saturation.get("noneFreeMs").getAsLong()).isZero();
    assertThat(saturation.get("noneServiceableMs").getAsLong()).isEqualTo(4_000);
  }

  @Test
  void whyWorkersStartedAndEndedIsCounted() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(3).maxRequests(1).busyTimeoutSeconds(60));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.exit(0, 0);
    it.ask("scan q2 /tmp/a");
    it.die(0, 11);
    it.ask("scan q3 /tmp/a");
    it.pass(60 * SECOND);
    it.exit(0, 0);
    JsonObject workers = stats(it).getAsJsonObject("workers");
    JsonObject exited = workers.getAsJsonObject("exited");
    assertThat(exited.get("max_requests").getAsLong()).isEqualTo(1);
    assertThat(exited.get("died_signalled").getAsLong()).isEqualTo(1);
    assertThat(exited.get("busy_timeout").getAsLong()).isEqualTo(1);
    assertThat(workers.getAsJsonObject("started").get("minimum").getAsLong()).isPositive();
    assertThat(workers.getAsJsonObject("started").get("request").getAsLong()).isPositive();
  }

  @Test
  void aSlowListenerIsSeen() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).listenerEvents(16));
    for (int scan = 0; scan < 20; scan++) {
      it.ask("scan q" + scan + " /tmp/a");
      it.answer(0, "ok");
    }
    JsonObject before = stats(it);
    assertThat(
            before.getAsJsonArray("listeners").get(0).getAsJsonObject().get("unread").getAsLong())
        .isGreaterThan(16);
    assertThat(it.messages()).anyMatch(line -> line.startsWith("*ERR "));
    JsonObject after = stats(it);
    JsonObject listener = after.getAsJsonArray("listeners").get(0).getAsJsonObject();
    assertThat(listener.get("dropped").getAsLong()).isPositive();
    assertThat(listener.get("unread").getAsLong()).isZero();
    assertThat(after.getAsJsonObject("notifications").get("dropped").getAsLong())
        .isEqualTo(listener.get("dropped").getAsLong());
  }

  @Test
  void hostileTextOfAnyLengthIsStillOneDocument() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .maxWorkers(1)
                .host("h".repeat(5_000))
                .given("\u00ff".repeat(5_000)));
    it.ask("scan " + "\u0001".repeat(2_000) + " " + "\"\\".repeat(1_000));
    for (String line : Collections.nCopies(25, "\u0000\n\u00ff".repeat(300))) {
      it.give(new Event.WorkerStderr(0, line));
    }
    it.give(new Event.WorkerStatus(0, "%01%22".repeat(150)));
    JsonObject slot = slot(stats(it), 0);
    assertThat(slot.get("cut").getAsBoolean()).isTrue();
    assertThat(slot.getAsJsonArray("stderr")).hasSize(5);
  }
}

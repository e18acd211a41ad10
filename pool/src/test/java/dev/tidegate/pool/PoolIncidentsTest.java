package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.incidents.Incidents;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded of workers that take long, are killed or die; and when a signal waits. */
final class PoolIncidentsTest {
  private static final long SECOND = PoolFixture.SECOND;
  private static final long MILLI = PoolFixture.MILLI;

  private static PoolFixture pool() {
    return new PoolFixture(PoolSettings.builder().maxWorkers(2).busyTimeoutSeconds(100));
  }

  private static JsonArray incidents(PoolFixture it, String question) {
    return JsonParser.parseString(it.answerTo(question))
        .getAsJsonObject()
        .getAsJsonArray("incidents");
  }

  private static JsonObject last(PoolFixture it) {
    return incidents(it, "incidents").get(0).getAsJsonObject();
  }

  private static List<String> occasions(PoolFixture it) {
    return incidents(it, "incidents").asList().stream()
        .map(each -> each.getAsJsonObject().get("occasion").getAsString())
        .toList();
  }

  /** Answers the last look that was asked for. */
  private static void seen(PoolFixture it, ProcessFacts facts) {
    Effect.Examine look = it.looks.getLast();
    it.give(new Event.Examined(look.slot(), look.look(), facts));
  }

  private static ProcessFacts used(long userMillis) {
    return PoolFixture.FACTS.withUsage(new ProcessUsage(userMillis, 7, 1_000, 2_000));
  }

  @Test
  void aRequestIsLookedAtWhenHalfAndNineTenthsOfItsTimeAreOverAndAtItsEnd() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerStderr(0, "cannot reach clamd"));
    it.pass(50 * SECOND - 1);
    assertThat(occasions(it)).isEmpty();
    it.pass(1);
    assertThat(occasions(it)).containsExactly("half_of_busy_timeout");
    it.pass(40 * SECOND);
    assertThat(occasions(it))
        .containsExactly("nine_tenths_of_busy_timeout", "half_of_busy_timeout");
    it.pass(10 * SECOND);
    JsonObject incident = last(it);
    assertThat(incident.get("occasion").getAsString()).isEqualTo("busy_timeout");
    assertThat(incident.get("incident").getAsLong()).isEqualTo(3);
    assertThat(incident.get("elapsedMs").getAsLong()).isEqualTo(100_000);
    assertThat(incident.get("command").getAsString()).isEqualTo("scan q1 /tmp/a");
    assertThat(incident.get("tag").getAsString()).isEqualTo("scan q1");
    assertThat(incident.getAsJsonArray("stderr").get(0).getAsString())
        .isEqualTo("cannot reach clamd");
    assertThat(incident.getAsJsonObject("process").get("waitChannel").getAsString())
        .isEqualTo("hrtimer_nanosleep");
  }

  @Test
  void aRequestThatIsAnsweredInTimeIsNotLookedAt() {
    PoolFixture it = pool();
    for (int scan = 0; scan < 20; scan++) {
      it.ask("scan q" + scan + " /tmp/a");
      it.pass(10 * SECOND - 1);
      it.answer(0, "ok");
    }
    assertThat(it.looks).isEmpty();
    assertThat(occasions(it)).isEmpty();
  }

  @Test
  void whatAProcessUsesIsCountedFromATenthOfTheTimeOn() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.pass(10 * SECOND);
    it.pass(2 * MILLI);
    seen(it, used(500));
    it.pass(40 * SECOND);
    seen(it, used(720));
    JsonObject process = last(it).getAsJsonObject("process");
    assertThat(process.get("userMs").getAsLong()).isEqualTo(220);
    assertThat(process.get("readBytes").getAsLong()).isZero();
    assertThat(process.get("sinceMs").getAsLong()).isEqualTo(10_002);
  }

  @Test
  void withoutThatFirstLookItIsCountedFromTheProcessesStart() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.pass(50 * SECOND);
    seen(it, used(720));
    JsonObject process = last(it).getAsJsonObject("process");
    assertThat(process.get("userMs").getAsLong()).isEqualTo(720);
    assertThat(process.get("sinceMs").getAsLong()).isEqualTo(-1);
  }

  @Test
  void theSignalWaitsForTheLookAndNothingElseDoes() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    long client = it.ask("scan q1 /tmp/a");
    it.pass(100 * SECOND);
    assertThat(it.answers).anyMatch(each -> each.startsWith(client + " ERR Filter timed out"));
    assertThat(it.messages()).contains("B", "S 0 StateChange Busy -> Killed");
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    assertThat(it.looks.getLast().depth()).isEqualTo(InspectionDepth.BEFORE_SIGNAL);
    it.pass(150 * MILLI);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    seen(it, used(1));
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
    assertThat(last(it).getAsJsonObject("process").get("readAfterMs").getAsLong()).isEqualTo(150);
    it.pass(10 * SECOND);
    assertThat(it.deeds).endsWith("CONTINUE 0", "KILL_GROUP 0");
  }

  @Test
  void theSignalWaitsForTwoHundredMillisecondsAtMost() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.pass(100 * SECOND + 200 * MILLI - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(1);
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
    assertThat(last(it).getAsJsonObject("unread").get("process").getAsString())
        .isEqualTo("not read within 200 ms");
    it.pass(300 * MILLI);
    seen(it, used(1));
    assertThat(last(it).getAsJsonObject("unread").keySet()).isEmpty();
    assertThat(last(it).getAsJsonObject("process").get("readAfterMs").getAsLong()).isEqualTo(500);
    assertThat(it.deeds).filteredOn("TERMINATE 0"::equals).hasSize(1);
  }

  @Test
  void aProcessThatEndsMeanwhileGetsNoSignalAndItsLateLookIsNobodysElse() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.pass(100 * SECOND);
    Effect.Examine look = it.looks.getLast();
    it.die(0, 9);
    assertThat(last(it).getAsJsonObject("unread").get("process").getAsString())
        .isEqualTo("the process ended before it was read");
    it.ask("scan q2 /tmp/b");
    it.give(new Event.Examined(look.slot(), look.look(), used(1)));
    it.pass(SECOND);
    assertThat(last(it).getAsJsonObject("process").has("state")).isFalse();
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
  }

  @Test
  void eachOtherKillingHasItsRecord() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerAnswered(0, "ok", true));
    it.exit(0, 0);
    it.ask("scan q2 /tmp/a");
    it.give(new Event.RequestStalled(0));
    it.give(new Event.RequestRefused(0, "Broken pipe"));
    it.exit(0, 0);
    it.ask("scan q3 /tmp/a");
    int pid = it.pool().workers().slot(0).pid();
    it.ask("kill 0:" + pid);
    it.exit(0, 0);
    assertThat(occasions(it)).containsExactly("operator", "not_reading", "out_of_step");
    assertThat(incidents(it, "incidents 3").get(0).getAsJsonObject().get("queueId").getAsString())
        .isEqualTo("q3");
  }

  @Test
  void aWorkerThatDoesNotEndIsLookedAtBeforeItIsMadeTo() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).maxRequests(1));
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.pass(10 * SECOND);
    assertThat(occasions(it)).containsExactly("not_ending");
    assertThat(it.deeds).endsWith("CONTINUE 0", "TERMINATE 0");
  }

  @Test
  void aRecordIsToldOnceItIsWholeOrASecondOldButByItsNumberAtOnce() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan q1 /tmp/a");
    it.pass(50 * SECOND);
    assertThat(occasions(it)).isEmpty();
    assertThat(lastIncident(it)).isZero();
    JsonObject early = incidents(it, "incidents 1").get(0).getAsJsonObject();
    assertThat(early.getAsJsonObject("unread").get("process").getAsString())
        .isEqualTo("is being looked at");
    it.pass(SECOND - 1);
    assertThat(lastIncident(it)).isZero();
    it.pass(1);
    assertThat(lastIncident(it)).isEqualTo(1);
    assertThat(occasions(it)).hasSize(1);
    it.pass(39 * SECOND);
    assertThat(lastIncident(it)).isEqualTo(1);
    seen(it, used(1));
    assertThat(lastIncident(it)).isEqualTo(2);
    assertThat(occasions(it)).hasSize(2);
  }

  private static long lastIncident(PoolFixture it) {
    JsonObject stats = JsonParser.parseString(it.answerTo("stats")).getAsJsonObject();
    return stats.get("lastIncident").getAsLong();
  }

  @Test
  void ofAProcessThatDiedItIsToldWhatItUsedAndWhyThereIsNoMore() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.give(
        new Event.WorkerExited(
            0,
            new WorkerExit.Signalled(11),
            new ResourceUsage(1_234_000, 56_000, 0, 0, 0, 70_000, 0, 0),
            false,
            java.util.Optional.empty()));
    JsonObject incident = last(it);
    assertThat(incident.get("reason").getAsString()).isEqualTo("died, signal 11");
    JsonObject process = incident.getAsJsonObject("process");
    assertThat(process.get("userMs").getAsLong()).isEqualTo(1_234);
    assertThat(process.get("peakRssKib").getAsLong()).isEqualTo(70_000);
    assertThat(incident.getAsJsonObject("unread").keySet())
        .contains("state", "waitChannel", "openFiles");
  }

  @Test
  void eachIncidentHasOneLineInTheLog() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.give(new Event.WorkerStderr(0, "cannot reach clamd"));
    it.pass(100 * SECOND);
    it.exit(0, 0);
    String process =
        "; process: S (sleeping) in hrtimer_nanosleep, clock_nanosleep"
            + "; last on stderr: cannot reach clamd";
    assertThat(it.incidentLog)
        .containsExactly(
            "INFO q1: Worker 0 (pid 101) incident 1: half of the busy timeout is over, scan for"
                + " 50 s"
                + process,
            "NOTICE q1: Worker 0 (pid 101) incident 2: nine tenths of the busy timeout are over,"
                + " scan for 90 s"
                + process,
            "WARNING q1: Worker 0 (pid 101) incident 3: Busy timeout, scan for 100 s" + process);
  }

  @Test
  void anAnswerHasTwentyIncidentsAtMostAndTheRestCanBeAskedFor() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1));
    for (int death = 0; death < Incidents.MOST + 30; death++) {
      it.ask("scan q" + death + " /tmp/a");
      it.answer(0, "ok");
      it.die(0, 9);
    }
    JsonObject answer = JsonParser.parseString(it.answerTo("incidents")).getAsJsonObject();
    assertThat(answer.get("lastId").getAsLong()).isEqualTo(Incidents.MOST + 30);
    assertThat(answer.get("firstId").getAsLong()).isEqualTo(31);
    assertThat(answer.get("kept").getAsInt()).isEqualTo(Incidents.MOST);
    assertThat(answer.get("leftOff").getAsInt()).isEqualTo(Incidents.MOST - 20);
    assertThat(ids(it, "incidents before=34")).containsExactly(33L, 32L, 31L);
    assertThat(ids(it, "incidents since=228")).containsExactly(230L, 229L);
    assertThat(ids(it, "incidents 30")).isEmpty();
    assertThat(ids(it, "incidents 31")).containsExactly(31L);
  }

  private static List<Long> ids(PoolFixture it, String question) {
    return incidents(it, question).asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(each -> each.get("incident").getAsLong())
        .toList();
  }

  @Test
  void hostileTextsOfAnyLengthAreCutAndStillOneDocument() {
    PoolFixture it = pool();
    it.looksAreAnswered = false;
    it.ask("scan " + "\u0001".repeat(1_000) + " " + "\"\\".repeat(1_000));
    it.give(new Event.WorkerStatus(0, "%01%22".repeat(150)));
    for (int line = 0; line < 25; line++) {
      it.give(new Event.WorkerStderr(0, "\u00ff".repeat(1_000)));
    }
    it.pass(50 * SECOND);
    String long1 = "\u0002".repeat(5_000);
    seen(
        it,
        new ProcessFacts(
            long1,
            long1,
            long1,
            1,
            1,
            1,
            used(Long.MAX_VALUE).usage(),
            java.util.Collections.nCopies(100, long1),
            5_000,
            java.util.Collections.nCopies(
                100, new dev.tidegate.pool.values.UnreadField("openFiles", long1))));
    String answer = it.answerTo("incidents");
    assertThat(answer.length()).isLessThan(5 * 4_096);
    JsonObject incident = last(it);
    assertThat(incident.get("cut").getAsBoolean()).isTrue();
    assertThat(incident.getAsJsonArray("stderr")).hasSize(20);
    assertThat(incident.getAsJsonObject("process").getAsJsonArray("openFiles")).hasSize(24);
  }

  @Test
  void theRingHasABoundInBytesToo() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1));
    for (int death = 0; death < Incidents.MOST; death++) {
      it.ask("scan q" + "x".repeat(3_000) + " /tmp/a");
      for (int line = 0; line < 20; line++) {
        it.give(new Event.WorkerStderr(0, "y".repeat(1_000)));
      }
      it.answer(0, "ok");
      it.die(0, 9);
    }
    JsonObject answer = JsonParser.parseString(it.answerTo("incidents")).getAsJsonObject();
    assertThat(answer.get("lastId").getAsInt()).isEqualTo(Incidents.MOST);
    assertThat(answer.get("kept").getAsInt()).isBetween(100, Incidents.MOST - 1);
  }

  @Test
  void theMemoryOfAWorkerIsAskedForEveryTenSecondsAndToldOfThatProcessAlone() {
    PoolFixture it = pool();
    assertThat(memory(it)).isEqualTo(-1);
    it.ask("scan q1 /tmp/a");
    it.answer(0, "ok");
    it.pass(30 * SECOND);
    assertThat(it.memoryQuestions).isEqualTo(3);
    int pid = it.pool().workers().slot(0).pid();
    it.give(new Event.MemoryMeasured(List.of(new WorkerMemory(0, pid, 20_480, 7_000))));
    assertThat(memory(it)).isEqualTo(20_480);
    it.give(new Event.MemoryMeasured(List.of(new WorkerMemory(0, pid + 1, 7, 7))));
    assertThat(memory(it)).isEqualTo(20_480);
    it.die(0, 9);
    assertThat(memory(it)).isEqualTo(-1);
  }

  private static long memory(PoolFixture it) {
    return JsonParser.parseString(it.answerTo("stats"))
        .getAsJsonObject()
        .getAsJsonArray("slots")
        .get(0)
        .getAsJsonObject()
        .get("memoryKib")
        .getAsLong();
  }
}

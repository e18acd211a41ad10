package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.values.ClientSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator changes of the settings while the pool runs. */
final class PoolSettingsCommandTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static PoolFixture with(int slots) {
    return new PoolFixture(PoolSettings.builder().maxWorkers(slots));
  }

  /** Makes so many workers busy, in slots 0 and on. */
  private static PoolFixture busy(int workers, PoolSettings.Builder settings) {
    PoolFixture it = new PoolFixture(settings);
    for (int slot = 0; slot < workers; slot++) {
      it.ask("scan q" + slot + " /tmp/a");
    }
    it.messages();
    it.deeds.clear();
    return it;
  }

  private static JsonObject stats(PoolFixture it) {
    return JsonParser.parseString(it.answerTo("stats")).getAsJsonObject();
  }

  // ---- the line

  @Test
  void anAnswerSaysWhatWasAndWhatIs() {
    PoolFixture it = with(10);
    assertThat(it.answerTo("set max-workers=6")).isEqualTo("ok: max-workers 10 -> 6\n");
    assertThat(it.answerTo("set busy-timeout=60   autoscale=on max-workers=6"))
        .isEqualTo("ok: busy-timeout 120 -> 60, autoscale off -> on, max-workers is 6 already\n");
  }

  @Test
  void eachChangeIsLoggedWithWhoAskedForItAndNothingElseIs() {
    PoolFixture it = with(10);
    long client = it.ask("set max-workers=6 busy-timeout=60 queue-size=0");
    assertThat(it.log)
        .contains(
            "NOTICE set max-workers 10 -> 6 by " + client,
            "NOTICE set busy-timeout 120 -> 60 by " + client)
        .noneMatch(line -> line.contains("queue-size"));
    it.log.clear();
    it.answerTo("set max-workers=x");
    assertThat(it.log).isEmpty();
  }

  @Test
  void aLineIsDoneAsAWholeOrNotAtAll() {
    PoolFixture it = with(10);
    assertThat(it.answerTo("set max-workers=6 busy-timeout=9"))
        .isEqualTo("error: Nothing is changed: busy-timeout must be 10 or more, not '9'\n");
    assertThat(it.answerTo("free")).isEqualTo("10\n");
    assertThat(it.answerTo("set")).contains("max-workers=10 (1 to 10)\n");
  }

  @Test
  void aRefusalSaysWhy() {
    PoolFixture it = with(10);
    for (var each :
        List.of(
            List.of("set max-workers", "'max-workers' is not NAME=VALUE"),
            List.of("set x=3", "there is no setting 'x'; set alone lists those there are"),
            List.of(
                "set filter-program=/x",
                "filter-program cannot change while the multiplexor runs: what a worker is, is"
                    + " settled at the start"),
            List.of(
                "set listener-events=16",
                "listener-events cannot change while the multiplexor runs: the room for them is"
                    + " taken at the start"),
            List.of(
                "set max-workers=11",
                "max-workers must be at most 10, not 11: that is the limit of --max-workers-limit"),
            List.of("set max-workers=0", "max-workers must be 1 or more, not '0'"),
            List.of("set max-workers=", "max-workers must be 1 or more, not ''"),
            List.of("set max-workers=-1", "max-workers must be 1 or more, not '-1'"),
            List.of("set max-workers=+1", "max-workers must be 1 or more, not '+1'"),
            List.of("set queue-size=2147483648", "queue-size must be 0 or more, not '2147483648'"),
            List.of("set queue-timeout=601", "queue-timeout must be 1 to 600, not '601'"),
            List.of(
                "set status-log-interval=4",
                "status-log-interval must be 0, or 5 or more, not '4'"),
            List.of("set autoscale=1", "autoscale must be on or off, not '1'"),
            List.of("set max-workers=5 max-workers=5", "max-workers is given twice"),
            List.of(
                "set min-workers=6 max-workers=5",
                "min-workers (6) must not be more than max-workers (5)"))) {
      assertThat(it.answerTo(each.get(0)))
          .as(each.get(0))
          .isEqualTo("error: Nothing is changed: " + each.get(1) + "\n");
    }
    assertThat(it.answerTo("set queue-size=2147483647"))
        .isEqualTo("ok: queue-size 0 -> 2147483647\n");
  }

  @Test
  void whatIsSentBackIsShortAndPrintable() {
    PoolFixture it = with(2);
    assertThat(it.answerTo("set " + "\u0007".repeat(41)))
        .isEqualTo("error: Nothing is changed: '" + "?".repeat(40) + "...' is not NAME=VALUE\n");
  }

  @Test
  void itIsPrivileged() {
    PoolFixture it = with(2);
    long client = it.ask(ClientSocket.UNPRIVILEGED, "set max-workers=1");
    assertThat(it.answers.getLast())
        .isEqualTo(client + " error: Attempt to use privileged command on unprivileged socket\n");
  }

  @Test
  void aloneItListsEverySettingWithItsBounds() {
    PoolFixture it = with(10);
    it.answerTo("set max-workers=6 autoscale=on");
    String list = it.answerTo("set");
    assertThat(list.lines()).hasSize(Setting.live().size());
    assertThat(list)
        .startsWith("min-workers=1 (1 to 6)\nmax-workers=6 (1 to 10; 10 at the start)\n")
        .contains(
            "\nqueue-timeout=30 (1 to 600)\n", "\nautoscale=on (on or off; off at the start)\n");
  }

  @Test
  void whatHasChangedSinceTheStartIsInTheStats() {
    PoolFixture it = with(10);
    it.answerTo("set max-workers=6 log-events=on");
    JsonObject configuration = stats(it).getAsJsonObject("configuration");
    assertThat(configuration.get("maxWorkers").getAsInt()).isEqualTo(6);
    assertThat(configuration.getAsJsonObject("atStart"))
        .hasToString("{\"maxWorkers\":10,\"logEvents\":false}");
  }

  @Test
  void nothingChangesAnyMoreWhileThePoolEnds() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(2));
    it.give(new Event.TerminateSignalled());
    assertThat(it.answerTo("set max-workers=1")).isEqualTo("error: The multiplexor is ending\n");
  }

  // ---- the maximum

  @Test
  void beyondALowerMaximumNothingIsFreeAndThoseWhoWaitGoAtOnce() {
    PoolFixture it = busy(3, PoolSettings.builder().maxWorkers(4).logEvents(true));
    it.answer(2, "ok");
    it.messages();
    it.answerTo("set max-workers=1");
    assertThat(it.deeds).containsExactly("CONTINUE 2", "EOF 2");
    assertThat(it.messages()).containsExactly("F 0", "Z", "S 2 StateChange Idle -> Killed");
    assertThat(it.answerTo("free")).isEqualTo("0\n");
    assertThat(it.answerTo("scan q9 /tmp/a")).isEqualTo("error: No free workers\n");
    assertThat(it.log).anyMatch(line -> line.endsWith(": Beyond the maximum of 1 workers"));
  }

  @Test
  void aBusyWorkerBeyondTheMaximumFinishesAndThenGoes() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2).queueSize(5));
    it.ask("scan q7 /tmp/a");
    it.answerTo("set max-workers=1");
    assertThat(it.deeds).isEmpty();
    it.answers.clear();
    it.answer(1, "ok done");
    assertThat(it.answers).hasSize(1).allMatch(answer -> answer.endsWith(" ok done\n"));
    assertThat(it.deeds).containsExactly("CONTINUE 1", "EOF 1");
    it.exit(1, 0);
    assertThat(it.messages())
        .containsExactly(
            "S 1 StateChange Busy -> Idle",
            "S 1 StateChange Idle -> Killed",
            "S 1 StateChange Killed -> Stopped");
    it.answer(0, "ok");
    assertThat(it.deeds).endsWith("send 0 scan q7 /tmp/a");
    JsonObject exited = stats(it).getAsJsonObject("workers").getAsJsonObject("exited");
    assertThat(exited.get("retired").getAsInt()).isEqualTo(1);
  }

  @Test
  void oneThatIsRaisedAgainBringsTheSlotsBackTheLowestFirstAndServesWhoWaits() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(4).queueSize(5));
    it.answerTo("set max-workers=1");
    it.ask("scan q7 /tmp/a");
    it.messages();
    assertThat(it.answerTo("set max-workers=4")).isEqualTo("ok: max-workers 1 -> 4\n");
    assertThat(it.deeds).containsExactly("spawn 1", "send 1 scan q7 /tmp/a");
    assertThat(it.messages()).startsWith("F 3", "Y", "S 1 StateChange Stopped -> Idle");
    it.answerTo("scan q8 /tmp/a");
    assertThat(it.deeds).endsWith("spawn 2", "send 2 scan q8 /tmp/a");
  }

  @Test
  void aBusyWorkerThatIsWithinTheMaximumAgainStays() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2));
    it.answerTo("set max-workers=1");
    it.answerTo("set max-workers=2");
    it.answer(1, "ok");
    assertThat(it.deeds).isEmpty();
    assertThat(it.answerTo("free")).isEqualTo("1\n");
  }

  @Test
  void emptySlotsBeyondTheMaximumAreAsIfTheyWereNotThere() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(5));
    it.answerTo("set max-workers=3");
    assertThat(it.answerTo("status")).startsWith("BSS 0 1 0 0 ");
    assertThat(it.answerTo("workers").lines()).hasSize(3);
    assertThat(it.answerTo("load").split(" ", -1)[22]).isEqualTo("2");
    assertThat(it.pool().statusText()).startsWith("1/3 busy");
    JsonObject pool = stats(it).getAsJsonObject("pool");
    assertThat(pool.get("slots").getAsInt()).isEqualTo(5);
    assertThat(pool.get("stopped").getAsInt()).isEqualTo(2);
    assertThat(pool.get("retired").getAsInt()).isEqualTo(2);
    assertThat(pool.get("free").getAsInt()).isEqualTo(2);
    assertThat(pool.get("serviceable").getAsInt()).isEqualTo(2);
    JsonObject last = stats(it).getAsJsonArray("slots").get(4).getAsJsonObject();
    assertThat(last.get("retired").getAsBoolean()).isTrue();
  }

  @Test
  void theMaximumCanBeRaisedBeyondItsValueAtTheStart() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2).maxWorkersLimit(5).queueSize(9));
    it.ask("scan q7 /tmp/a");
    it.messages();
    assertThat(it.answerTo("set"))
        .startsWith("min-workers=1 (1 to 2)\nmax-workers=2 (1 to 5)\nmax-requests");
    assertThat(it.answerTo("set max-workers=6"))
        .isEqualTo(
            "error: Nothing is changed: max-workers must be at most 5, not 6: that is the limit of"
                + " --max-workers-limit\n");
    assertThat(it.answerTo("status")).startsWith("BB 0 ");
    assertThat(it.answerTo("set max-workers=4")).isEqualTo("ok: max-workers 2 -> 4\n");
    assertThat(it.deeds).containsExactly("spawn 2", "send 2 scan q7 /tmp/a");
    assertThat(it.messages())
        .containsExactly(
            "F 2",
            "Y",
            "S 2 StateChange Stopped -> Idle",
            "S 2 StateChange Idle -> Busy",
            "F 1",
            "S 2 scan q7");
    assertThat(it.answerTo("status")).startsWith("BBBS 0 ");
    assertThat(it.answerTo("workers").lines()).hasSize(4);
    assertThat(it.answerTo("histo").lines()).hasSize(4);
    JsonObject pool = stats(it).getAsJsonObject("pool");
    assertThat(pool.get("slots").getAsInt()).isEqualTo(4);
    assertThat(pool.get("retired").getAsInt()).isZero();
    // Its timers are those of any slot.
    it.pass(120 * SECOND);
    assertThat(it.deeds).contains("TERMINATE 2");
    it.pass(10 * SECOND);
    assertThat(it.deeds).contains("KILL_GROUP 2");
  }

  @Test
  void slotsThatWereAddedGoLikeOthersWhenTheMaximumFalls() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(1).maxWorkersLimit(3));
    it.answerTo("set max-workers=3");
    it.answerTo("scan q8 /tmp/a");
    it.answerTo("set max-workers=1");
    assertThat(it.answerTo("status")).startsWith("BB 0 ");
    it.answer(1, "ok");
    it.exit(1, 0);
    assertThat(it.answerTo("status")).startsWith("B 1 ");
    assertThat(stats(it).getAsJsonObject("pool").get("retired").getAsInt()).isEqualTo(2);
    it.answerTo("set max-workers=3");
    assertThat(it.answerTo("free")).isEqualTo("2\n");
  }

  @Test
  void aListenerIsGreetedWithTheSlotsThatThereAreNow() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(1).maxWorkersLimit(3));
    it.answerTo("set max-workers=3");
    it.answerTo("scan q8 /tmp/a");
    it.messages();
    it.give(new Event.LineArrived(1, "?S json snapshot"));
    List<String> messages = it.messages();
    assertThat(messages).anyMatch(line -> line.contains("\"maxWorkers\":3"));
    assertThat(messages)
        .anyMatch(line -> line.contains("\"worker\":1,") && line.contains("\"to\":\"Busy\""));
  }

  @Test
  void aLimitBelowTheMaximumAtTheStartIsThatMaximum() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(4).maxWorkersLimit(2));
    assertThat(it.answerTo("set")).contains("max-workers=4 (1 to 4)\n");
    assertThat(it.answerTo("set max-workers-limit=9"))
        .isEqualTo(
            "error: Nothing is changed: max-workers-limit cannot change while the multiplexor"
                + " runs: it is the bound of max-workers, which can\n");
  }

  @Test
  void aDrainedWorkerBeyondTheMaximumStaysUntilItsSlotIsResumed() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2));
    it.answer(1, "ok");
    it.answerTo("drain 1");
    it.answerTo("set max-workers=1");
    assertThat(it.deeds).isEmpty();
    JsonObject pool = stats(it).getAsJsonObject("pool");
    assertThat(pool.get("idle").getAsInt()).isEqualTo(1);
    assertThat(pool.get("drained").getAsInt()).isEqualTo(1);
    assertThat(pool.get("retired").getAsInt()).isZero();
    assertThat(it.answerTo("resume 1"))
        .isEqualTo("ok: slot 1 is no longer drained, but beyond max-workers\n");
    assertThat(it.deeds).containsExactly("CONTINUE 1", "EOF 1");
  }

  @Test
  void aDrainedSlotBeyondTheMaximumIsDrainedStillWhenItIsWithinItAgain() {
    PoolFixture it = with(2);
    it.answerTo("drain 1");
    it.answerTo("set max-workers=1");
    it.answerTo("set max-workers=2");
    assertThat(it.answerTo("free")).isEqualTo("1\n");
    assertThat(it.answerTo("resume 1")).isEqualTo("ok: slot 1 gets work again (it is stopped)\n");
    assertThat(it.answerTo("free")).isEqualTo("2\n");
  }

  @Test
  void aWorkerBeyondTheMaximumThatWasToBeKeptWhileOthersWaitGoesAllTheSame() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2).queueSize(5).maxRequests(1));
    it.ask("scan q7 /tmp/a");
    it.ask("scan q8 /tmp/a");
    it.answerTo("set max-workers=1");
    it.answer(1, "ok");
    assertThat(it.deeds).containsExactly("CONTINUE 1", "EOF 1");
  }

  @Test
  void thePoolEndsWhileSlotsAreRetired() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(3));
    it.answerTo("set max-workers=1");
    it.give(new Event.TerminateSignalled());
    it.answer(0, "ok");
    it.exit(0, 0);
    assertThat(it.exited()).isTrue();
  }

  // ---- the others

  @Test
  void aHigherMinimumIsReachedOneStartAfterTheOther() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(4).startIntervalSeconds(3));
    it.deeds.clear();
    it.answerTo("set min-workers=3");
    it.pass(6 * SECOND);
    assertThat(it.deeds).containsExactly("spawn 1", "spawn 2");
  }

  @Test
  void whoWaitsKeepsItsQueueTimeoutAndItsPlace() {
    PoolFixture it =
        busy(1, PoolSettings.builder().maxWorkers(1).queueSize(2).queueTimeoutSeconds(30));
    long first = it.ask("scan q1 /tmp/a");
    long second = it.ask("scan q2 /tmp/a");
    it.answerTo("set queue-size=1 queue-timeout=5");
    it.pass(29 * SECOND);
    assertThat(it.pool().counts().queued()).isEqualTo(2);
    assertThat(it.answerTo("scan q3 /tmp/a")).isEqualTo("error: No free workers\n");
    it.answers.clear();
    it.pass(SECOND);
    assertThat(it.answers)
        .containsExactly(
            first + " error: Queued request timed out\n",
            second + " error: Queued request timed out\n");
  }

  @Test
  void ticksBeginAndEndWithTheirInterval() {
    PoolFixture it = with(3);
    it.answerTo("set tick-interval=10 parallel-ticks=2");
    it.pass(10 * SECOND);
    assertThat(it.deeds).contains("send 0 tick 0", "send 1 tick 1");
    it.answerTo("set tick-interval=5 parallel-ticks=1");
    it.answer(1, "tock 1");
    it.deeds.clear();
    it.pass(60 * SECOND);
    assertThat(it.deeds).noneMatch(deed -> deed.contains("tick"));
    it.answer(0, "tock 0");
    it.pass(5 * SECOND);
    assertThat(it.deeds).contains("send 1 tick 0");
    it.answer(1, "tock 0");
    it.answerTo("set tick-interval=0");
    it.deeds.clear();
    it.pass(60 * SECOND);
    assertThat(it.deeds).noneMatch(deed -> deed.contains("tick"));
  }

  @Test
  void theStatusLogBeginsAndEndsWithItsInterval() {
    PoolFixture it = with(1);
    it.answerTo("set status-log-interval=5");
    it.pass(10 * SECOND);
    assertThat(it.log).filteredOn(line -> line.startsWith("INFO Worker status:")).hasSize(2);
    it.answerTo("set status-log-interval=0");
    it.pass(60 * SECOND);
    assertThat(it.log).filteredOn(line -> line.startsWith("INFO Worker status:")).hasSize(2);
  }

  @Test
  void workersThatAreNotUsedCountForAutoscaleNeitherAsBusyNorAsRunning() {
    PoolFixture it = busy(4, PoolSettings.builder().maxWorkers(6).autoscale(true));
    it.answerTo("drain 0");
    it.answerTo("set max-workers=3");
    it.answer(1, "ok");

    it.pass(15 * SECOND);

    // Of the workers 1 and 2 one is busy.
    assertThat(it.answerTo("stats")).contains("\"averageBusyPermille\":125");
  }

  @Test
  void whoHasWaitedKeepsThatRightWhenHisWorkerIsLostAfterTheQueueWasSwitchedOff() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(1).queueSize(2));
    it.ask("scan q1 /tmp/a");
    it.answerTo("set queue-size=0");
    it.sendsEndWith(slot -> Optional.of(new Event.WorkerOutputEnded(slot)));
    it.answers.clear();

    it.answer(0, "ok");

    // The worker's own answer and no other.
    assertThat(it.answers).hasSize(1);
    it.sendsEndWith(slot -> Optional.empty());
    it.exit(0, 0);
    assertThat(it.deeds).endsWith("spawn 0", "send 0 scan q1 /tmp/a");
  }

  @Test
  void automaticScalingIsSwitchedOnAndOff() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(8));
    it.answerTo("set autoscale=on");
    assertThat(it.answerTo("autoscale")).startsWith("enabled=1 ");
    it.pass(110 * SECOND);
    assertThat(it.deeds).contains("spawn 1");
    it.deeds.clear();
    it.answerTo("set autoscale=off busy-timeout=600");
    assertThat(it.answerTo("autoscale")).startsWith("enabled=0 ");
    it.pass(600 * SECOND);
    assertThat(it.deeds).noneMatch(deed -> deed.startsWith("spawn"));
  }

  @Test
  void aShorterIdleTimeoutIsLookedAtAfterTheNewTime() {
    PoolFixture it = busy(2, PoolSettings.builder().maxWorkers(2).idleTimeoutSeconds(3600));
    it.answer(0, "ok");
    it.answer(1, "ok");
    it.answerTo("set idle-timeout=10");
    it.pass(10 * SECOND);
    assertThat(it.deeds).contains("EOF 0");
  }

  @Test
  void workersAreReplacedAfterFewerRequestsAtTheirNextAnswer() {
    PoolFixture it = busy(1, PoolSettings.builder().maxWorkers(1));
    it.answerTo("set max-requests=1");
    it.answer(0, "ok");
    assertThat(it.deeds).contains("EOF 0");
  }

  @Test
  void aDomainIsLimitedFromTheNextRequestOn() {
    PoolFixture it = with(4);
    it.ask("recipok <a@x> <s@y> 192.0.2.1 h ? helo /d q1");
    it.answerTo("set recipok-per-domain=1");
    it.ask("recipok <b@x> <s@y> 192.0.2.1 h ? helo /d q2");
    assertThat(it.answerTo("recipok <c@x> <s@y> 192.0.2.1 h ? helo /d q3"))
        .startsWith("ok -1 Per-domain");
  }

  @Test
  void listenersBeyondTheLimitAreRefusedAndThoseThatAreInStay() {
    PoolFixture it = with(1);
    it.answerTo("set listeners=1");
    it.connect(ClientSocket.NOTIFY);
    assertThat(it.deeds).anyMatch(deed -> deed.startsWith("close listener"));
    it.answerTo("drain 0");
    assertThat(it.messages()).containsExactly("F 0", "Z");
  }

  @Test
  void theLimitOfListenersIsToldAsItIsNow() {
    PoolFixture it = with(1);
    it.answerTo("set listeners=7");
    it.give(new Event.LineArrived(1, "?F json"));
    assertThat(it.messages()).anyMatch(line -> line.contains("\"limits\":{\"listeners\":7,"));
  }

  @Test
  void listenersThatTakeNothingAreClosedAfterTheTimeThatIsSetAndNoLongerWhenItIsZero() {
    PoolFixture it = with(1);
    it.answerTo("set listener-idle-close=5");
    it.answerTo("drain 0");
    it.answerTo("set listener-idle-close=0");
    it.answers.clear();
    it.pass(60 * SECOND);
    assertThat(it.answers).isEmpty();
    it.answerTo("set listener-idle-close=5");
    it.answers.clear();
    it.pass(10 * SECOND);
    assertThat(it.answers).containsExactly("1 dropped");
  }

  @Test
  void eventsAreLoggedFromNowOn() {
    PoolFixture it = with(1);
    it.answerTo("set log-events=on");
    it.give(new Event.WorkerStderr(0, "hello"));
    assertThat(it.log).endsWith("INFO Worker 0 stderr: hello");
  }
}

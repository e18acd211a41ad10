package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SPEC, "Command socket" and "Map socket": who gets which answer, word for word. */
final class PoolAnswersTest {
  private static final long SECOND = PoolFixture.SECOND;

  @Test
  void anAnswerComesBackByteForByte() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    long client = it.ask("scan q1 /tmp/a");
    it.answer(0, "ok \u00e4%20 \u0001 ");
    assertThat(it.deeds).endsWith("send 0 scan q1 /tmp/a");
    assertThat(it.answers).containsExactly(client + " ok \u00e4%20 \u0001 \n");
  }

  @Test
  void withoutAQueueARequestTooManyIsRefused() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1));
    it.ask("scan q1 /tmp/a");
    long command = it.ask("scan q2 /tmp/b");
    long map = it.ask(ClientSocket.MAP, "access key");
    assertThat(it.answers)
        .containsExactly(command + " error: No free workers\n", map + " TEMP No free workers");
  }

  @Test
  void beyondTheReserveOfConnectionsRequestsAreRefusedCountedAndLoggedButQuestionsAnswered() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).logEvents(true));
    it.give(new Event.ConnectionReserve(true));
    long command = it.ask("scan q1 /tmp/a");
    assertThat(it.answers).containsExactly(command + " error: No free workers\n");
    assertThat(it.log)
        .endsWith(
            "WARNING No connection left for another request: the remaining ones are kept for"
                + " questions");
    assertThat(it.answerTo("free")).isEqualTo("2\n");
    assertThat(it.answerTo("stats")).contains("\"no_free_workers\":1");
    it.ask(ClientSocket.MAP, "access key");
    assertThat(it.deeds).contains("send 0 map access key");
    it.give(new Event.ConnectionReserve(false));
    it.ask("scan q2 /tmp/b");
    assertThat(it.deeds).endsWith("send 1 scan q2 /tmp/b");
  }

  @Test
  void withinTheWaitBetweenStartsARequestIsRefusedIfThereIsNoQueue() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(2).minStartIntervalSeconds(5));
    it.ask("scan q1 /tmp/a");
    long command = it.ask("scan q2 /tmp/b");
    long map = it.ask(ClientSocket.MAP, "access key");
    assertThat(it.answers)
        .containsExactly(
            command + " error: Unable to activate worker\n",
            map + " TEMP Unable to activate worker");
  }

  @Test
  void withinTheWaitBetweenStartsARequestQueuesIfThereIsAQueueAndIsServedAtItsEnd() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(2).minStartIntervalSeconds(5).queueSize(2));
    it.ask("scan q1 /tmp/a");
    it.ask("scan q2 /tmp/b");
    assertThat(it.answers).isEmpty();
    it.pass(5 * SECOND);
    assertThat(it.deeds).endsWith("spawn 1", "send 1 scan q2 /tmp/b");
  }

  @Test
  void aQueuedRequestTimesOut() {
    PoolFixture it =
        new PoolFixture(PoolSettings.builder().maxWorkers(1).queueSize(2).queueTimeoutSeconds(7));
    it.ask("scan q1 /tmp/a");
    long command = it.ask("scan q2 /tmp/b");
    long map = it.ask(ClientSocket.MAP, "access key");
    it.pass(7 * SECOND - 1);
    assertThat(it.answers).isEmpty();
    it.pass(1);
    assertThat(it.answers)
        .containsExactly(
            command + " error: Queued request timed out\n", map + " TEMP Queued request timed out");
  }

  @Test
  void aBusyTimeoutBlamesTheLoadOnlyIfMoreThanThreeAreBusy() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(4).busyTimeoutSeconds(10));
    long first = it.ask("scan q1 /tmp/a");
    long second = it.ask("scan q2 /tmp/b");
    it.ask(ClientSocket.MAP, "access key");
    it.ask("scan q4 /tmp/d");
    it.pass(10 * SECOND);
    assertThat(it.answers)
        .startsWith(
            first
                + " ERR Filter timed out - system may be overloaded (consider increasing busy"
                + " timeout)\n",
            second + " ERR Filter timed out - check filter rules or system load\n");
    assertThat(it.answers.get(2)).endsWith(" TEMP Busy timeout on worker");
  }

  @Test
  void aWorkerThatDiesGivesNoResponse() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2));
    long command = it.ask("scan q1 /tmp/a");
    long map = it.ask(ClientSocket.MAP, "access key");
    it.exit(0, 1);
    it.die(1, 9);
    assertThat(it.answers)
        .containsExactly(
            command + " ERR No response from worker\n", map + " TEMP No response from worker");
  }

  @Test
  void aWholeLineThatADyingWorkerLeftIsTheAnswer() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    long client = it.ask("scan q1 /tmp/a");
    it.give(
        new Event.WorkerExited(
            0, new WorkerExit.Exited(0), ResourceUsage.NONE, false, Optional.of("ok last")));
    assertThat(it.answers).containsExactly(client + " ok last\n");
    assertThat(it.messages()).endsWith("U", "S 0 StateChange Busy -> Stopped", "F 2");
  }

  @Test
  void aWorkerThatCannotBeWrittenToIsKilledAndItsRequestTold() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(2).logEvents(true));
    it.sendsEndWith(slot -> Optional.of(new Event.RequestRefused(slot, "Broken pipe")));
    it.messages();
    long command = it.ask("scan q1 /tmp/a");
    assertThat(it.answers).containsExactly(command + " error: Error talking to worker process\n");
    assertThat(it.messages()).containsExactly("S 0 StateChange Idle -> Killed", "F 1");
    assertThat(it.log)
        .contains(
            "INFO Killing idle worker 0 (pid 101) req=0 age=0 req_age=-1: Error talking to worker"
                + " process");
  }

  @Test
  void aWorkerThatDoesNotReadItsRequestHasTheClientTimeoutForIt() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().clientTimeoutSeconds(10));
    it.sendsEndWith(slot -> Optional.of(new Event.RequestStalled(slot)));
    long map = it.ask(ClientSocket.MAP, "access key");
    it.pass(10 * SECOND - 1);
    assertThat(it.answers).isEmpty();
    it.pass(1);
    assertThat(it.answers).containsExactly(map + " TEMP Error talking to worker process");
  }

  @Test
  void badLinesAreAnsweredWithoutAWorker() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    it.deeds.clear();
    long empty = it.ask("");
    long nul = it.ask("scan \0 a");
    long overlong = it.connect(ClientSocket.COMMAND);
    it.give(new Event.BadInput(overlong, InputFault.LINE_TOO_LONG));
    long unknown = it.ask("foo_no_such_command");
    long tick = it.ask("tick 0");
    assertThat(it.answers)
        .containsExactly(
            empty + " error: Empty command\n",
            nul + " error: Invalid byte in command\n",
            overlong + " error: Command too long\n",
            unknown + " error: Unknown command\n",
            tick + " error: External agents may not invoke 'tick'\n");
    assertThat(it.deeds).isEmpty();
  }

  @Test
  void commandsMatchWholeAndWithCase() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(5));
    it.deeds.clear();
    it.ask("reread ");
    it.ask("Free");
    it.ask("load1");
    it.ask("workerinfo");
    assertThat(it.deeds)
        .filteredOn(deed -> deed.startsWith("send"))
        .containsExactly("send 0 reread ", "send 1 Free", "send 2 load1", "send 3 workerinfo");
  }

  @Test
  void theUnprivilegedSocketNeverReachesAWorker() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    it.deeds.clear();
    for (String line : new String[] {"scan q1 /tmp/a", "reread", "autoscale", "free "}) {
      it.answers.clear();
      long client = it.ask(ClientSocket.UNPRIVILEGED, line);
      assertThat(it.answers)
          .as(line)
          .containsExactly(
              client + " error: Attempt to use privileged command on unprivileged socket\n");
    }
    it.answers.clear();
    long free = it.ask(ClientSocket.UNPRIVILEGED, "free");
    assertThat(it.answers).containsExactly(free + " 2\n");
    assertThat(it.deeds).isEmpty();
  }

  @Test
  void mapRequestsAreEncodedForTheWorkerAndItsAnswerDecodedAndTheConnectionGoesOn() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    long client = it.ask(ClientSocket.MAP, "acc%ss a key \u00e9");
    assertThat(it.deeds).endsWith("send 0 map acc%25ss a%20key%20%E9");
    it.answer(0, "OK some%20value%0a");
    it.give(new Event.LineArrived(client, "nospace"));
    it.give(new Event.BadInput(client, InputFault.MISSING_COMMA));
    it.give(new Event.LineArrived(client, "a b\0"));
    it.give(new Event.LineArrived(client, "name again"));
    it.answer(0, "NOTFOUND");
    assertThat(it.answers)
        .containsExactly(
            client + " OK some value\n",
            client + " PERM Invalid request format",
            client + " PERM Netstring missing terminating comma",
            client + " PERM Invalid request format",
            client + " NOTFOUND");
  }

  @Test
  void aDomainHasItsLimitWhenARequestArrivesAndWhenItLeavesTheQueue() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(2).queueSize(5).recipokPerDomain(1).logEvents(true));
    it.ask("scan q0 /tmp/a");
    it.ask("scan q1 /tmp/b");
    long first = it.ask("recipok <a@Example.com> <s@x>");
    long second = it.ask("recipok <b@example.COM> <s@x>");
    it.ask("recipok postmaster <s@x>");
    it.ask("recipok postmaster <s@x>");
    assertThat(it.answers).isEmpty();
    it.answers.clear();
    it.answer(0, "ok");
    it.answer(1, "ok");
    it.answer(1, "ok");
    it.answer(1, "ok");
    String limit = " ok -1 Per-domain%20recipok%20limit%20hit;%20please%20try%20again%20later\n";
    assertThat(it.answers).contains(second + limit);
    long third = it.ask("recipok <c@example.com> <s@x>");
    assertThat(it.answers).endsWith(third + limit);
    it.answer(0, "ok 1");
    assertThat(it.answers).endsWith(first + " ok 1\n");
    assertThat(it.log)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("WARNING Hit per-domain recipok limit (1) for domain "));
  }

  @Test
  void requestsBeyondTheirBytesAreRefusedUntilOthersAreAnswered() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder().maxWorkers(1).queueSize(9).requestBytes(50).logEvents(true));
    it.ask("scan q1 /tmp/a");
    long queued = it.ask("scan q2 /tmp/b");
    it.ask("scan q3 /tmp/c");
    assertThat(it.pool().requestBytes()).isEqualTo(3 * 14);
    // A map request is reckoned with its encoded form.
    assertThat(it.answerTo("scan q4 /tmp/d")).isEqualTo("error: No free workers\n");
    long map = it.ask(ClientSocket.MAP, "a b");
    assertThat(it.answers).endsWith(map + " TEMP No free workers");
    assertThat(it.log)
        .contains("WARNING No memory for another request: those in work have 42 bytes");
    assertThat(it.answerTo("free")).isEqualTo("0\n");
    it.give(new Event.Disconnected(queued));
    assertThat(it.pool().requestBytes()).isEqualTo(2 * 14);
    it.ask(ClientSocket.MAP, "a b");
    assertThat(it.pool().requestBytes()).isEqualTo(2 * 14 + 4 * 3);
    it.answer(0, "ok");
    it.answer(0, "ok");
    it.answer(0, "ok");
    assertThat(it.pool().requestBytes()).isZero();
  }

  @Test
  void aQueuedRequestOfAClientThatIsGoneIsDropped() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().maxWorkers(1).queueSize(5));
    it.ask("scan q0 /tmp/a");
    long gone = it.ask("scan q1 /tmp/b");
    it.ask("scan q2 /tmp/c");
    it.give(new Event.Disconnected(gone));
    it.answer(0, "ok");
    assertThat(it.deeds).endsWith("send 0 scan q2 /tmp/c").doesNotContain("send 0 scan q1 /tmp/b");
  }

  @Test
  void aHalfClosedClientGetsItsAnswerAndOneWithoutALineIsClosed() {
    PoolFixture it = new PoolFixture(PoolSettings.builder());
    long asks = it.ask("scan q0 /tmp/a");
    it.give(new Event.InputEnded(asks));
    long silent = it.connect(ClientSocket.COMMAND);
    it.give(new Event.InputEnded(silent));
    it.answer(0, "ok");
    assertThat(it.answers).containsExactly(silent + " dropped", asks + " ok\n");
  }

  @Test
  void aSilentClientHasTheClientTimeoutForItsLineAndASlowOneForItsAnswer() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().clientTimeoutSeconds(10));
    long silent = it.connect(ClientSocket.COMMAND);
    long slow = it.ask("free");
    it.answers.clear();
    it.give(new Event.AnswerStalled(slow));
    it.pass(10 * SECOND);
    assertThat(it.answers).containsExactly(silent + " dropped", slow + " dropped");
  }

  @Test
  void onTheUnprivilegedSocketTheOldestSilentClientGoesFirst() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().unprivilegedClients(2));
    long first = it.connect(ClientSocket.UNPRIVILEGED);
    it.connect(ClientSocket.UNPRIVILEGED);
    it.connect(ClientSocket.UNPRIVILEGED);
    assertThat(it.answers).containsExactly(first + " dropped");
  }

  @Test
  void onTheMapSocketTheOneLongestWithoutARequestGoesFirst() {
    PoolFixture it = new PoolFixture(PoolSettings.builder().mapClients(2));
    long first = it.connect(ClientSocket.MAP);
    long second = it.connect(ClientSocket.MAP);
    it.give(new Event.LineArrived(first, "access key"));
    it.answer(0, "NOTFOUND");
    it.answers.clear();
    it.connect(ClientSocket.MAP);
    assertThat(it.answers).containsExactly(second + " dropped");
  }
}
